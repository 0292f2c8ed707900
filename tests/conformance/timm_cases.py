"""timm: the schedulers of `timm.scheduler`, stepped once a tick."""

import logging

import timm
import torch
from timm.scheduler import *  # noqa: F403
from timm.scheduler import create_scheduler_v2  # noqa: F401
from timm.scheduler.plateau_lr import PlateauLRScheduler  # noqa: F401
from timm.scheduler.scheduler_factory import CosineLRScheduler, MultiStepLRScheduler, PolyLRScheduler, StepLRScheduler, TanhLRScheduler  # noqa: F401

try:
    from timm.scheduler.wsd_lr import WSDLRScheduler  # noqa: F401
except ImportError:
    WSDLRScheduler = None

from cases import Case, write

logging.disable(logging.WARNING)
TICKS = 130
CASES = []


def run(call, base, metrics=None):
    o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base)
    s = eval(call, globals() | {"o": o})
    values = []
    for tick in range(TICKS):
        values.append(o.param_groups[0]["lr"])
        s.step(tick + 1, metrics[tick]) if metrics else s.step(tick + 1)
    return values


def case(schedule, words, note="", base=1.0):
    call = f"{schedule}(o, {words})"
    CASES.append(Case(schedule, call, run(call, base), base, note))


C = "CosineLRScheduler"
case(C, "t_initial=100")
case(C, "t_initial=100, lr_min=0.01, warmup_t=10")
case(C, "t_initial=90, warmup_t=10, warmup_prefix=True")
case(C, "t_initial=90, warmup_t=5, warmup_lr_init=0.001, warmup_prefix=True, lr_min=1e-5", base=0.1)
case(C, "t_initial=10, cycle_limit=5, cycle_decay=0.5")
case(C, "t_initial=10, cycle_mul=2, cycle_limit=3")
case(C, "t_initial=10, cycle_mul=1.5, cycle_limit=5", "boundaries at 25, 47.5, 81.25 fall between ticks")
case(C, "t_initial=20, cycle_limit=3, cycle_decay=0.5, lr_min=0.1", "the floor stays, the peak decays")
case(C, "t_initial=100, k_decay=2.0")
case(C, "t_initial=100, k_decay=0.5, lr_min=0.05")
case(C, "t_initial=1")
T = "TanhLRScheduler"
case(T, "t_initial=100")
case(T, "t_initial=60, lb=-5., ub=2., lr_min=0.01")
case(T, "t_initial=90, warmup_t=10, warmup_prefix=True")
case(T, "t_initial=10, cycle_mul=2, cycle_limit=3")
case(T, "t_initial=500, lb=-6., ub=4.")
case(T, "t_initial=60, warmup_t=30")
case(T, "t_initial=60, warmup_t=40, warmup_lr_init=0.001, lb=-3., ub=3.")
case(T, "t_initial=60, warmup_t=30, lr_min=0.01")
case(T, "t_initial=90, warmup_t=5, warmup_lr_init=1e-6, lr_min=1e-5", base=1e-3)
case(T, "t_initial=30, warmup_t=20, lr_min=0.05, cycle_limit=2, cycle_decay=0.5")
case(T, "t_initial=20, warmup_t=30, lr_min=0.05", "the warmup is longer than the schedule: it climbs to the floor")
P = "PolyLRScheduler"
case(P, "t_initial=100")
case(P, "t_initial=100, power=2.0, lr_min=0.01, warmup_t=10")
case(P, "t_initial=90, power=0.9, warmup_t=10, warmup_prefix=True")
case(P, "t_initial=10, power=1.0, cycle_mul=2, cycle_limit=3, cycle_decay=0.5")
case(P, "t_initial=100, power=1.0, k_decay=2.0")
S = "StepLRScheduler"
case(S, "decay_t=30, decay_rate=0.1")
case(S, "decay_t=2.4, decay_rate=0.97", "drops at 3, 5, 8, 10, 12")
case(S, "decay_t=2.4, decay_rate=0.97, warmup_t=5, warmup_lr_init=1e-6", base=0.048)
case(S, "decay_t=30, decay_rate=0.5, warmup_t=10, warmup_prefix=False")
case(S, "decay_t=1, decay_rate=0.9")
case(S, "decay_t=7")
M = "MultiStepLRScheduler"
case(M, "decay_t=[30, 60], decay_rate=0.1")
case(M, "decay_t=[40], decay_rate=0.2, warmup_t=5")
case(M, "decay_t=[10, 20, 120], decay_rate=0.3")
case(M, "decay_t=[50, 100], decay_rate=0.5, warmup_t=10, warmup_prefix=False")
case(M, "decay_t=[500], decay_rate=0.5")
case(M, "decay_t=[1, 30], decay_rate=0.5", "a milestone at 1 does not drop at tick 0")
W = "WSDLRScheduler"
if WSDLRScheduler is not None:
    case(W, "t_initial=90, decay_t=20, warmup_t=10")
    case(W, "t_initial=90, decay_t=20, warmup_t=10, decay_fn='linear', lr_min=0.01")
    case(W, "t_initial=90, decay_t=90, decay_fn='cosine'")
    case(W, "t_initial=90, decay_t=20, warmup_t=10, stable_fn='rsqrt', decay_fn='linear'")
    case(W, "t_initial=90, decay_t=20, warmup_t=10, stable_fn='power', stable_power=0.7, stable_timescale=5")
    case(W, "t_initial=100, decay_t=40, decay_fn='power', decay_power=2.0")
    case(W, "t_initial=100, decay_t=40, decay_fn='exp', decay_ratio=0.1")
F = "create_scheduler_v2"
for words in [
    "num_epochs=100, warmup_epochs=5",
    "sched='step', decay_epochs=30",
    "sched='multistep', decay_milestones=[20, 40], warmup_epochs=3, warmup_prefix=True",
    "sched='poly', num_epochs=60, min_lr=0.01",
    "sched='wsd', num_epochs=100, warmup_epochs=10",
    "sched='rsqrt', num_epochs=100, decay_epochs=30, warmup_epochs=10, warmup_prefix=True",
    "sched='cosine', num_epochs=10, warmup_epochs=1, step_on_epochs=False, updates_per_epoch=9, cycle_limit=2",
]:
    call = f"create_scheduler_v2(o, {words})"
    o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    s, _ = eval(call, globals() | {"o": o})
    values = []
    for tick in range(TICKS):
        values.append(o.param_groups[0]["lr"])
        s.step_update(tick + 1) if "step_on_epochs" in words else s.step(tick + 1)
    CASES.append(Case(F, call, values))

flat = [1.0] * TICKS
falling = [round(1.0 - 0.002 * (t // 6), 6) for t in range(TICKS)]
for words, metrics in [
    ("patience_t=2, mode='min'", flat),
    ("decay_rate=0.5, patience_t=2, warmup_t=3, mode='max'", flat),
    ("decay_rate=0.5, patience_t=3, cooldown_t=2, mode='min'", falling),
    ("decay_rate=0.5, patience_t=0, lr_min=0.01, mode='min'", flat),
    ("decay_rate=0.9, patience_t=6, threshold=0.001, mode='min'", falling),
]:
    call = f"PlateauLRScheduler(o, {words})"
    CASES.append(Case("PlateauLRScheduler", call, run(call, 1.0, metrics), metrics={"m": metrics}))


def main():
    write("timm", timm.__version__, "float64", CASES)


if __name__ == "__main__":
    main()
