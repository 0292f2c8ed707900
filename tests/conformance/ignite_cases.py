"""ignite: the handlers of `ignite.handlers`, attached to the start of each iteration."""

import ignite
import torch
from ignite.engine import Engine, Events
from ignite.handlers import ConcatScheduler, CosineAnnealingScheduler, LinearCyclicalScheduler, PiecewiseLinear, create_lr_scheduler_with_warmup  # noqa: F401
from torch.optim.lr_scheduler import *  # noqa: F403

from cases import Case, write

TICKS = 130
CASES = []


def case(schedule, call, base=None, note="", track="lr"):
    o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base or 1.0, momentum=0.9, weight_decay=0.1)
    s = eval(call, globals() | {"o": o})
    values = []
    key = {"wd": "weight_decay"}.get(track, track)

    def train(engine, batch):
        values.append(o.param_groups[0][key])
        o.step()

    trainer = Engine(train)
    trainer.add_event_handler(Events.ITERATION_STARTED, s)
    trainer.run([0] * TICKS, max_epochs=1)
    CASES.append(Case(schedule, call, values, base, note, track=track))


C = "CosineAnnealingScheduler"
for words in [
    "1.0, 0.0, 100",
    "0.1, 0.001, 10",
    "0.1, 0.001, 10, warmup_duration=5",
    "0.1, 1.0, 50",
    "1.0, 0.1, 10, cycle_mult=2",
    "1.0, 0.1, 4, cycle_mult=2, warmup_duration=3",
    "1.0, 0.1, 20, start_value_mult=0.5",
    "1.0, 0.1, 20, end_value_mult=0.5",
    "1.0, 0.1, 20, start_value_mult=0.5, end_value_mult=0.5",
    "1.0, 0.1, 20, start_value_mult=0.8, end_value_mult=0.5, warmup_duration=7",
    "0.5, 0.0, 10, cycle_mult=2, start_value_mult=0.8, warmup_duration=5",
]:
    case(C, f"{C}(o, 'lr', {words})")
case(C, f"{C}(o, 'momentum', 0.85, 0.95, 40)", track="momentum")
case(C, f"{C}(o, 'weight_decay', 0.04, 0.4, 200)", track="wd")
L = "LinearCyclicalScheduler"
for words in [
    "1.0, 0.0, 100",
    "0.1, 0.001, 11",
    "0.1, 0.001, 10, monotonic=True",
    "1.0, 0.1, 10, monotonic=True, warmup_duration=5",
    "1.0, 0.1, 10, cycle_mult=2",
    "1.0, 0.1, 20, start_value_mult=0.5",
    "0.1, 1.0, 21, start_value_mult=0.9, end_value_mult=0.8",
    "1.0, 0.1, 10, monotonic=True, warmup_duration=5, cycle_mult=2, start_value_mult=0.8, end_value_mult=0.5",
]:
    case(L, f"{L}(o, 'lr', {words})")
P = "PiecewiseLinear"
for points in ["(10, 0.5), (20, 0.45), (21, 0.3), (30, 0.1), (40, 0.1)", "(0, 0.0), (10, 1.0), (100, 0.0)", "(50, 0.2)", "(0, 0.3), (200, 0.1)", "(1, 1.0), (2, 0.5)"]:
    case(P, f"{P}(o, 'lr', milestones_values=[{points}])")
A = "ConcatScheduler"
for call in [
    f"{A}([{L}(o, 'lr', 0.0, 1.0, 20), {C}(o, 'lr', 1.0, 0.01, 60)], durations=[10])",
    f"{A}([{L}(o, 'lr', 0.1, 1.0, 10, monotonic=True), {C}(o, 'lr', 1.0, 0.0, 120)], durations=[10])",
    f"{A}([{P}(o, 'lr', [(0, 0.0), (10, 1.0)]), {C}(o, 'lr', 1.0, 0.0, 50), {P}(o, 'lr', [(0, 0.5)])], durations=[10, 50])",
    f"{A}([{C}(o, 'lr', 1.0, 0.1, 7), {C}(o, 'lr', 0.5, 0.1, 13)], durations=[30])",
    f"{A}([{P}(o, 'lr', [(5, 0.2), (9, 0.4)]), {L}(o, 'lr', 0.4, 0.0, 200)], durations=[12])",
]:
    case(A, call)
W = "create_lr_scheduler_with_warmup"
for inner, words, base in [
    ("CosineAnnealingLR(o, T_max=90)", "0.0, 10", 1.0),
    ("ExponentialLR(o, gamma=0.98)", "warmup_start_value=0.0, warmup_duration=10", 0.1),
    ("StepLR(o, step_size=30, gamma=0.1)", "warmup_start_value=0.001, warmup_duration=5", 0.1),
    ("MultiStepLR(o, milestones=[30, 80])", "0.0, 2", 0.1),
    ("PolynomialLR(o, total_iters=100, power=2.0)", "0.01, 50", 0.3),
    ("CosineAnnealingWarmRestarts(o, T_0=20, T_mult=2)", "0.0, 10", 1.0),
]:
    case(W, f"{W}({inner}, {words})", base)


def main():
    write("ignite", ignite.__version__, "float64", CASES)


if __name__ == "__main__":
    main()
