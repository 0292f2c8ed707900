"""PyTorch: `torch.optim.lr_scheduler` and `torch.optim.swa_utils.SWALR`."""

import math
import random
import warnings

import torch
from torch.optim.lr_scheduler import *  # noqa: F403
from torch.optim.swa_utils import SWALR  # noqa: F401

from cases import Case, write

warnings.filterwarnings("ignore")
TICKS = 130


def optimizer(lr):
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr, momentum=0.9)


def run(call, base, ticks, metrics=None, track="lr"):
    o = optimizer(base)
    s = eval(call, globals() | {"o": o})
    values = []
    for tick in range(ticks):
        values.append(o.param_groups[0][track])
        if tick + 1 == ticks:
            break
        o.step()
        s.step(metrics[tick]) if metrics else s.step()
    return values


CASES = []


def case(schedule, call, base=1.0, ticks=TICKS, note="", track="lr"):
    """A base of None is for calls that write their values out."""
    values = run(call, 1.0 if base is None else base, ticks, track=track)
    CASES.append(Case(schedule, call, values, base, note, track=track))


for size, gamma in [(2, 0.5), (30, 0.1), (1, 0.9), (7, 1.0), (200, 0.1), (40, 2.0)]:
    case("StepLR", f"StepLR(o, step_size={size}, gamma={gamma})", base=0.1)

for milestones, gamma in [([30, 80], 0.1), ([0, 3, 3, 10], 0.1), ([80, 30], 0.5), ([500], 0.1), ([1], 0.3), ([], 0.1)]:
    case("MultiStepLR", f"MultiStepLR(o, milestones={milestones}, gamma={gamma})", base=0.1)

for factor, total in [("1/3", 5), (0.5, 1), (0.1, 40), (1.0, 10), (0.25, 500), (0.5, 0)]:
    case("ConstantLR", f"ConstantLR(o, factor={factor}, total_iters={total})", base=0.1)

for start, end, total in [("1/3", 1.0, 5), (0.1, 1.0, 10), (1.0, 0.0, 100), (0.5, 0.5, 4), (0.2, 0.8, 1), (0.01, 1.0, 200), (1e-9, 1.0, 60), (0.1, 1.0, 0)]:
    case("LinearLR", f"LinearLR(o, start_factor={start}, end_factor={end}, total_iters={total})")

for gamma in [0.9, 0.99, 0.5, 1.0, 0.1]:
    case("ExponentialLR", f"ExponentialLR(o, gamma={gamma})", base=0.3)

for total, power in [(5, 1.0), (10, 2.0), (100, 0.5), (1, 1.0), (200, 3.0), (60, 0.9)]:
    case("PolynomialLR", f"PolynomialLR(o, total_iters={total}, power={power})", base=0.1)

for t_max, eta_min in [(5, 0.0), (10, 0.01), (1, 0.0), (100, 0.0), (200, 1e-4), (7, 0.2), (31, 0.0)]:
    note = "an eta_min above the rate climbs first" if eta_min > 0.1 else ""
    case("CosineAnnealingLR", f"CosineAnnealingLR(o, T_max={t_max}, eta_min={eta_min})", base=0.1, note=note)

for t_0, t_mult, eta_min in [(5, 1, 0.0), (5, 2, 0.0), (10, 1, 0.1), (1, 1, 0.0), (1, 2, 0.0), (3, 3, 0.05), (200, 1, 0.0)]:
    case("CosineAnnealingWarmRestarts", f"CosineAnnealingWarmRestarts(o, T_0={t_0}, T_mult={t_mult}, eta_min={eta_min})")

for low, high, up, down, mode, gamma in [
    (0.1, 1.0, 5, 5, "triangular", 1.0), (0.001, 0.1, 4, 7, "triangular", 1.0), (0.1, 1.0, 1, 1, "triangular", 1.0),
    (0.0, 1.0, 2000, 2000, "triangular", 1.0), (0.01, 0.02, 60, 10, "triangular", 1.0),
    (0.1, 1.0, 5, 5, "triangular2", 1.0), (0.001, 0.1, 4, 7, "triangular2", 1.0), (0.0, 1.0, 1, 1, "triangular2", 1.0),
    (0.1, 1.0, 100, 10, "triangular2", 1.0), (0.2, 0.4, 3, 20, "triangular2", 1.0),
    (0.1, 1.0, 5, 5, "exp_range", 0.9), (0.001, 0.1, 4, 7, "exp_range", 0.99), (0.1, 1.0, 1, 1, "exp_range", 0.999),
    (0.1, 1.0, 100, 10, "exp_range", 0.95), (0.2, 0.4, 3, 20, "exp_range", 1.0),
]:
    tail = f", gamma={gamma}" if mode == "exp_range" else ""
    case(f"CyclicLR, {mode}", f"CyclicLR(o, base_lr={low}, max_lr={high}, step_size_up={up}, step_size_down={down}, mode='{mode}'{tail})", base=None)
for words in ["", ", mode='triangular2'", ", mode='exp_range', gamma=0.9", ", step_size_down=11, base_momentum=0.5", ", max_momentum=0.99"]:
    case("CyclicLR, momentum", f"CyclicLR(o, 0.1, 1.0, step_size_up=5{words})", base=None, track="momentum")

for anneal, three in [("cos", False), ("linear", False), ("cos", True), ("linear", True)]:
    for total, pct, div, final in [(20, 0.3, 25.0, 1e4), (120, 0.1, 25.0, 1e4), (200, 0.25, 10.0, 100.0), (130, 0.45, 25.0, 1e4), (10, 0.25, 4.0, 10.0), (101, 0.3, 25.0, 1e4)]:
        tail = f", anneal_strategy='{anneal}'" + (", three_phase=True" if three else "")
        case(
            f"OneCycleLR, {anneal}, {'three phases' if three else 'two phases'}",
            f"OneCycleLR(o, max_lr=1.0, total_steps={total}, pct_start={pct}, div_factor={div}, final_div_factor={final}{tail})",
            ticks=min(total, TICKS),
            note="tick total_steps goes beyond the last phase" if total < TICKS else "",
        )
for words in ["total_steps=130", "epochs=13, steps_per_epoch=10, pct_start=0.5", "total_steps=200, anneal_strategy='linear'", "total_steps=130, three_phase=True", "total_steps=140, base_momentum=0.5, max_momentum=0.6"]:
    case("OneCycleLR, momentum", f"OneCycleLR(o, 1.0, {words})", track="momentum")

for swa_lr, epochs, anneal in [(0.05, 10, "cos"), (0.05, 10, "linear"), (0.01, 1, "cos"), (0.5, 60, "linear"), (0.0, 200, "cos")]:
    case("SWALR", f"SWALR(o, swa_lr={swa_lr}, anneal_epochs={epochs}, anneal_strategy='{anneal}')", base=0.1)

case("LambdaLR", "LambdaLR(o, lambda t: 0.95 ** t)", base=0.1)
case("LambdaLR", "LambdaLR(o, lambda t: 1 / (1 + 0.1 * t))", base=0.1)
case("LambdaLR", "LambdaLR(o, lambda t: min(1.0, (t + 1) / 10))", base=0.1)
case("LambdaLR", "LambdaLR(o, lambda t: 0.5 * (1 + math.cos(math.pi * t / 50)))", base=0.1)
case("LambdaLR", "LambdaLR(o, lambda t: 0 * t)", base=0.1)
for gamma in [0.95, 1.0, 0.5, 1.01, 0.999]:
    case("MultiplicativeLR", f"MultiplicativeLR(o, lambda t: {gamma})", base=0.1)

S = "SequentialLR"
case(S, "SequentialLR(o, [LinearLR(o, 0.1, total_iters=10), CosineAnnealingLR(o, 90)], [10])")
case(S, "SequentialLR(o, [LinearLR(o, 0.1, total_iters=10), CosineAnnealingLR(o, 10)], [5])", note="jumps from .46 to 1")
case(S, "SequentialLR(o, [ConstantLR(o, 0.1, 2), ExponentialLR(o, 0.9)], [2])")
case(S, "SequentialLR(o, [ConstantLR(o, 0.1, 29), ExponentialLR(o, 0.9)], [22])")
case(S, "SequentialLR(o, [StepLR(o, 2, 0.5), CosineAnnealingLR(o, 10)], [5])")
case(S, "SequentialLR(o, [ExponentialLR(o, 0.9), StepLR(o, 30, 0.1)], [5])")
case(S, "SequentialLR(o, [LinearLR(o, 0.5, total_iters=5), PolynomialLR(o, 50, 2.0), ConstantLR(o, 0.01, 500)], [5, 55])")
case(S, "SequentialLR(o, [LinearLR(o, 0.5, total_iters=5), CosineAnnealingWarmRestarts(o, 10, 2, 0.01), LambdaLR(o, lambda t: 0.5 ** t)], [10, 55])")

C = "ChainedScheduler"
case(C, "ChainedScheduler([LinearLR(o, 0.1, total_iters=5), ExponentialLR(o, 0.95)])")
case(C, "ChainedScheduler([ConstantLR(o, 0.1, 20), StepLR(o, 30, 0.5)])")
case(C, "ChainedScheduler([LinearLR(o, 0.1, total_iters=5), CosineAnnealingLR(o, 200)])")
case(C, "ChainedScheduler([LinearLR(o, 0.01, total_iters=10), MultiStepLR(o, [30, 60], 0.1)])")
case(C, "ChainedScheduler([PolynomialLR(o, 100, 2.0), StepLR(o, 10, 0.9)])")

random.seed(0)
noisy = [round(1.0 / (1 + 0.05 * t) + random.gauss(0, 0.05), 6) for t in range(TICKS)]
flat = [1.0] * TICKS
accuracy = [round(1 - x, 6) for x in noisy]
steps = [round(1.0 - 0.001 * (t // 7), 6) for t in range(TICKS)]
for words, metrics in [
    ("", noisy),
    ("factor=0.5, patience=3", noisy),
    ("factor=0.5, patience=2", flat),
    ("factor=0.5, patience=1, cooldown=2", flat),
    ("mode='max', factor=0.9, patience=0", accuracy),
    ("factor=0.3, patience=2, threshold=0.01, threshold_mode='abs'", noisy),
    ("mode='max', factor=0.3, patience=2, threshold=0.01, threshold_mode='abs', cooldown=3", accuracy),
    ("factor=0.5, patience=0, min_lr=0.01", flat),
    ("factor=0.99, patience=0, eps=0.0005", flat),
    ("factor=0.5, patience=5, threshold=0.002", steps),
]:
    call = f"ReduceLROnPlateau(o, {words})".replace(", )", ")")
    CASES.append(Case("ReduceLROnPlateau", call, run(call, 0.1, TICKS, metrics), 0.1, metrics={"m": metrics}))


def main():
    write("pytorch", torch.__version__.split("+")[0], "float64", CASES)


if __name__ == "__main__":
    main()
