"""timm: the schedulers of `timm.scheduler`, stepped once a tick."""

import logging

import timm
import torch
from timm.scheduler import *  # noqa: F403
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
    if call.startswith("Tanh"):
        # Else the first tick would have the optimizer's own rate, which is no value of the curve.
        s.step(0)
    values = []
    for tick in range(TICKS):
        values.append(o.param_groups[0]["lr"])
        s.step(tick + 1, metrics[tick]) if metrics else s.step(tick + 1)
    return values


def case(schedule, words, lehr, note="", base=1.0):
    call = f"{schedule}(o, {words})"
    CASES.append(Case(schedule, call, lehr, run(call, base), base, note))


C = "CosineLRScheduler"
case(C, "t_initial=100", "cosine(100)")
case(C, "t_initial=100, lr_min=0.01, warmup_t=10", "warmup(10) then cosine(100, from=1x, to=0.01) skip 10", "the cosine runs under the warmup")
case(C, "t_initial=90, warmup_t=10, warmup_prefix=True", "warmup(10) then cosine(90)")
case(C, "t_initial=90, warmup_t=5, warmup_lr_init=0.001, warmup_prefix=True, lr_min=1e-5", "warmup(5, from=0.001) then cosine(90, to=1e-5)", base=0.1)
case(C, "t_initial=10, cycle_limit=5, cycle_decay=0.5", "sgdr(10, decay=0.5) for 50 then hold(0)")
case(C, "t_initial=10, cycle_mul=2, cycle_limit=3", "sgdr(10, T_mult=2) for 70 then hold(0)")
case(C, "t_initial=10, cycle_mul=1.5, cycle_limit=5", "sgdr(10, T_mult=1.5) for 131.875 then hold(0)", "boundaries at 25, 47.5, 81.25 fall between ticks")
case(C, "t_initial=20, cycle_limit=3, cycle_decay=0.5, lr_min=0.1", "cosine(20, from=1x, to=0.1) then cosine(20, from=0.5x, to=0.1) then cosine(20, from=0.25x, to=0.1)", "the floor stays, the peak decays")
case(C, "t_initial=100, k_decay=2.0", "curve(100, u -> (1 + cos(pi * u^2)) / 2)")
case(C, "t_initial=100, k_decay=0.5, lr_min=0.05", "curve(100, to=0.05, u -> (1 + cos(pi * u^0.5)) / 2)")
case(C, "t_initial=1", "cosine(1)")
T = "TanhLRScheduler"
case(T, "t_initial=100", "tanh(100)", "starts at .99999917 and jumps to 0 at its end")
case(T, "t_initial=60, lb=-5., ub=2., lr_min=0.01", "tanh(60, lb=-5, ub=2, to=0.01)")
case(T, "t_initial=90, warmup_t=10, warmup_prefix=True", "warmup(10) then tanh(90)", "the warmup climbs to the rate, a little above the tanh's first value")
case(T, "t_initial=10, cycle_mul=2, cycle_limit=3", "tanh(10) repeat(3, stretch=2) for 70 then hold(0)")
case(T, "t_initial=500, lb=-6., ub=4.", "tanh(500, lb=-6, ub=4)")
P = "PolyLRScheduler"
case(P, "t_initial=100", "poly(100, power=0.5)", "the default power is 0.5")
case(P, "t_initial=100, power=2.0, lr_min=0.01, warmup_t=10", "warmup(10) then poly(100, power=2, from=1x, to=0.01) skip 10")
case(P, "t_initial=90, power=0.9, warmup_t=10, warmup_prefix=True", "warmup(10) then poly(90, power=0.9)")
case(P, "t_initial=10, power=1.0, cycle_mul=2, cycle_limit=3, cycle_decay=0.5", "poly(10, power=1) repeat(3, stretch=2, decay=0.5) for 70 then hold(0)")
case(P, "t_initial=100, power=1.0, k_decay=2.0", "curve(100, u -> 1 - u^2)")
S = "StepLRScheduler"
case(S, "decay_t=30, decay_rate=0.1", "step(30, 0.1)")
case(S, "decay_t=2.4, decay_rate=0.97", "step(2.4, 0.97)", "drops at 3, 5, 8, 10, 12")
case(S, "decay_t=2.4, decay_rate=0.97, warmup_t=5, warmup_lr_init=1e-6", "warmup(5, from=1e-6) then step(2.4, 0.97)", "here the warmup is a prefix by default", 0.048)
case(S, "decay_t=30, decay_rate=0.5, warmup_t=10, warmup_prefix=False", "warmup(10) then step(30, 0.5, from=1x) skip 10")
case(S, "decay_t=1, decay_rate=0.9", "step(1, 0.9)")
case(S, "decay_t=7", "step(7, 1)", "the default decay_rate of 1 never decays")
M = "MultiStepLRScheduler"
LATE = "drops one tick before each milestone"
case(M, "decay_t=[30, 60], decay_rate=0.1", "multistep([29, 59], 0.1)", LATE)
case(M, "decay_t=[40], decay_rate=0.2, warmup_t=5", "warmup(5) then multistep([39], 0.2)", LATE)
case(M, "decay_t=[10, 20, 120], decay_rate=0.3", "multistep([9, 19, 119], 0.3)", LATE)
case(M, "decay_t=[50, 100], decay_rate=0.5, warmup_t=10, warmup_prefix=False", "warmup(10) then multistep([49, 99], 0.5, from=1x) skip 10", LATE)
case(M, "decay_t=[500], decay_rate=0.5", "multistep([499], 0.5)", LATE)
W = "WSDLRScheduler"
if WSDLRScheduler is not None:
    case(W, "t_initial=90, decay_t=20, warmup_t=10", "warmup(10) then hold for 70 then one_minus_sqrt(20)")
    case(W, "t_initial=90, decay_t=20, warmup_t=10, decay_fn='linear', lr_min=0.01", "warmup(10) then hold for 70 then linear(20, to=0.01)")
    case(W, "t_initial=90, decay_t=90, decay_fn='cosine'", "cosine(90)")
    case(W, "t_initial=90, decay_t=20, warmup_t=10, stable_fn='rsqrt', decay_fn='linear'", "warmup(10) then (inverse_sqrt(10) * (hold for 70 then linear(20)))", "the inverse square root goes on under the decay")
    case(W, "t_initial=100, decay_t=40, decay_fn='power', decay_power=2.0", "hold for 60 then curve(40, u -> 1 - u^2)")
    case(W, "t_initial=100, decay_t=40, decay_fn='exp', decay_ratio=0.1", "hold for 60 then curve(40, u -> (0.1^u - 0.1) / 0.9)")

flat = [1.0] * TICKS
falling = [round(1.0 - 0.002 * (t // 6), 6) for t in range(TICKS)]
for words, lehr, metrics in [
    ("patience_t=2, mode='min'", "plateau(0.1, 2, metric=m)", flat),
    ("decay_rate=0.5, patience_t=2, warmup_t=3, mode='max'", "warmup(3) then plateau(0.5, 2, mode=max, metric=m)", flat),
    ("decay_rate=0.5, patience_t=3, cooldown_t=2, mode='min'", "plateau(0.5, 3, cooldown=2, metric=m)", falling),
    ("decay_rate=0.5, patience_t=0, lr_min=0.01, mode='min'", "plateau(0.5, 0, min=0.01, metric=m)", flat),
    ("decay_rate=0.9, patience_t=6, threshold=0.001, mode='min'", "plateau(0.9, 6, threshold=0.001, metric=m)", falling),
]:
    call = f"PlateauLRScheduler(o, {words})"
    CASES.append(Case("PlateauLRScheduler", call, lehr, run(call, 1.0, metrics), 1.0, "", {"m": metrics}))


def main():
    write("timm", timm.__version__, "float64", CASES)


if __name__ == "__main__":
    main()
