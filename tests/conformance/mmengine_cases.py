"""mmengine: the `param_scheduler` of a configuration, built and stepped as the runner does."""

import ast
import logging

import mmengine
import torch
from mmengine.optim import *  # noqa: F403
from mmengine.registry import PARAM_SCHEDULERS

from cases import Case, function, write

logging.disable(logging.WARNING)
TICKS = 130
CASES = []


def written(call):
    """A call as a configuration has it: `dict(type='LinearLR', end=10)`."""
    name, words = call.removesuffix(")").split("(", 1)
    return f"dict(type='{name}'" + (f", {words})" if words else ")")


def case(schedule, calls, base=1.0, ticks=TICKS, note="", metrics=None):
    """One schedule, or several of one configuration."""
    alone = isinstance(calls, str)
    configuration = [written(call) for call in ([calls] if alone else calls)]
    o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base or 1.0, momentum=0.9)
    schedulers = [PARAM_SCHEDULERS.build(eval(part), default_args={"optimizer": o}) for part in configuration]
    values = []
    for tick in range(ticks):
        values.append(o.param_groups[0]["lr"])
        o.step()
        for s in schedulers:
            s.step({name: row[tick] for name, row in metrics.items()}) if metrics else s.step()
    made = [function(ast.parse(call, mode="eval").body) for call in ([calls] if alone else calls)]
    made = made[0] if alone else {"function": "param_scheduler", "arguments": [[None, made]]}
    call = configuration[0] if alone else f"param_scheduler = [{', '.join(configuration)}]"
    CASES.append(Case(schedule, call, values, base, note, metrics or {}, made=made))


for words in ["start_factor=0.001, end=10", "", "start_factor=0.5, end_factor=0.1, begin=5, end=60", "end=1000", "start_factor=0.1, begin=20, end=22"]:
    case("LinearLR", f"LinearLR({words})", base=0.1)
for words in ["factor=1/3, end=10", "factor=0.5, begin=5, end=50", "factor=0.1, end=2", "end=200", "factor=1.0, end=30"]:
    case("ConstantLR", f"ConstantLR({words})", base=0.1)
for words in ["T_max=10", "T_max=50, eta_min=0.01", "begin=10, end=100", "eta_min_ratio=0.05, end=100", "T_max=20, begin=5, end=70", "T_max=200, eta_min=1e-4, begin=100"]:
    case("CosineAnnealingLR", f"CosineAnnealingLR({words})", base=0.1)
for words in ["power=1, end=100", "eta_min=1e-4, power=0.9, end=120", "power=2.0, begin=10, end=60", "end=2", "power=0.5, eta_min=0.01, begin=30, end=500"]:
    case("PolyLR", f"PolyLR({words})", base=0.1)
for words in ["step_size=30, gamma=0.1", "step_size=2, gamma=0.9, begin=5, end=50", "step_size=1, gamma=0.99", "step_size=7, begin=20", "step_size=200"]:
    case("StepLR", f"StepLR({words})", base=0.1)
for words in ["milestones=[8, 11], begin=5", "milestones=[30, 60], gamma=0.5", "milestones=[30, 30, 200]", "milestones=[10, 40], end=30", "milestones=[16, 22], gamma=0.1, end=24"]:
    case("MultiStepLR", f"MultiStepLR({words})", base=0.1)
for words in ["gamma=0.9, begin=5, end=10", "gamma=0.99", "gamma=0.5, end=20", "gamma=1.0", "gamma=0.97, begin=100"]:
    case("ExponentialLR", f"ExponentialLR({words})", base=0.1)
for total, words in [(130, ""), (200, ", pct_start=0.1"), (60, ", anneal_strategy='linear'"), (130, ", three_phase=True"), (120, ", div_factor=10.0, final_div_factor=100.0, three_phase=True, anneal_strategy='linear'")]:
    note = "a call after the last phase raises" if total < TICKS else ""
    case("OneCycleLR", f"OneCycleLR(eta_max=1.0, total_steps={total}{words})", ticks=min(total, TICKS), note=note)
flat = [1.0] * TICKS
falling = [round(1.0 - 0.002 * (t // 6), 6) for t in range(TICKS)]
for words, metrics in [
    ("monitor='loss', factor=0.5, patience=2", flat),
    ("monitor='loss', factor=0.5, patience=3, cooldown=2", falling),
    ("monitor='acc', rule='greater', factor=0.9, patience=0", falling),
    ("monitor='loss', factor=0.5, patience=1, min_value=0.01", flat),
    ("monitor='loss', factor=0.3, patience=2, threshold=0.01, threshold_rule='abs'", falling),
]:
    case("ReduceOnPlateauLR", f"ReduceOnPlateauLR({words})", base=0.1, metrics={words.split("'")[1]: metrics})
for calls in [
    ["LinearLR(start_factor=0.001, end=10)", "CosineAnnealingLR(begin=10, end=100)"],
    ["LinearLR(start_factor=0.001, end=10)", "CosineAnnealingLR(end=100)"],
    ["LinearLR(start_factor=0.001, end=10)", "MultiStepLR(milestones=[30, 60], gamma=0.1)"],
    ["LinearLR(start_factor=0.1, end=5)", "CosineAnnealingLR(T_max=50, eta_min_ratio=0.05, begin=60, end=110)"],
    ["LinearLR(start_factor=0.01, end=20)", "PolyLR(eta_min=1e-4, power=0.9, begin=20, end=120)"],
    ["ConstantLR(factor=0.1, end=10)", "LinearLR(start_factor=0.5, begin=10, end=30)", "ExponentialLR(gamma=0.98, begin=30)"],
]:
    case("param_scheduler", calls, base=0.1)


def main():
    write("mmengine", mmengine.__version__, "float64", CASES)


if __name__ == "__main__":
    main()
