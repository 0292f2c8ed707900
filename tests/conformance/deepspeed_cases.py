"""DeepSpeed: `deepspeed/runtime/lr_schedules.py`, run by itself."""

import logging

import torch

from cases import Case, write
from standalone import PINS, load, stand_in

stand_in(deepspeed__utils={"logger": logging.getLogger("quiet")})
logging.disable(logging.WARNING)
schedules = load("deepspeed", "deepspeed/runtime/lr_schedules.py", "lr_schedules")
TICKS = 130
CASES = []


def case(schedule, words, base=1.0, track="lr"):
    p = [torch.nn.Parameter(torch.zeros(1))]
    o = torch.optim.SGD(p, lr=base or 1.0, momentum=0.9) if track == "lr" else torch.optim.Adam(p, lr=1.0)
    call = f"{schedule}(o, {words})"
    s = eval(call, vars(schedules) | {"o": o})
    values = []
    for _ in range(TICKS):
        values.append(o.param_groups[0]["lr"] if track == "lr" else o.param_groups[0]["betas"][0])
        o.step()
        s.step()
    CASES.append(Case(schedule if track == "lr" else f"{schedule}, {track}", call, values, base, track=track))


for low, high, w, kind in [(0.0, 1.0, 10, "log"), (0.0, 0.1, 100, "log"), (0.01, 0.1, 20, "log"), (0.0, 1.0, 10, "linear"), (0.05, 0.1, 50, "linear"), (0.0, 1.0, 1000, "log")]:
    case("WarmupLR", f"warmup_min_lr={low}, warmup_max_lr={high}, warmup_num_steps={w}, warmup_type='{kind}'", None)
for total, low, high, w, kind in [(100, 0.0, 1.0, 10, "log"), (100, 0.0, 1.0, 10, "linear"), (60, 0.01, 0.1, 20, "linear"), (500, 0.0, 0.001, 100, "log"), (20, 0.0, 1.0, 2, "linear")]:
    case("WarmupDecayLR", f"total_num_steps={total}, warmup_min_lr={low}, warmup_max_lr={high}, warmup_num_steps={w}, warmup_type='{kind}'", None)
for total, low, w, floor, kind in [(100, 0.0, 10, 1e-4, "log"), (100, 0.0, 10, 0.0, "linear"), (60, 0.1, 20, 0.01, "linear"), (500, 0.0, 100, 1e-4, "log"), (20, 0.2, 2, 0.5, "linear")]:
    case("WarmupCosineLR", f"total_num_steps={total}, warmup_min_ratio={low}, warmup_num_steps={w}, cos_min_ratio={floor}, warmup_type='{kind}'")
for words in [
    "cycle_min_lr=0.1, cycle_max_lr=1.0, cycle_first_step_size=10",
    "cycle_min_lr=0.1, cycle_max_lr=1.0, cycle_first_step_size=10, decay_step_size=5, decay_lr_rate=0.5",
    "cycle_min_lr=0.01, cycle_max_lr=0.1, cycle_first_step_size=20, cycle_second_step_size=50",
    "cycle_min_lr=0.0, cycle_max_lr=1.0, cycle_first_step_size=2000",
    "cycle_min_lr=0.1, cycle_max_lr=1.0, cycle_first_step_size=1, decay_step_size=1, decay_lr_rate=0.01",
]:
    case("OneCycle", words, None)
for words in [
    "cycle_first_step_size=10",
    "cycle_first_step_size=10, cycle_min_mom=0.85, cycle_max_mom=0.99",
    "cycle_first_step_size=20, cycle_second_step_size=50, decay_step_size=5, decay_mom_rate=0.001",
    "cycle_first_step_size=1, decay_step_size=1, decay_lr_rate=0.1",
    "cycle_first_step_size=2000",
]:
    case("OneCycle", f"cycle_min_lr=0.1, cycle_max_lr=1.0, {words}", None, "momentum")
for low, size, rate, stairs in [(0.1, 10, 1.0, False), (1e-3, 2000, 1.0, False), (0.01, 5, 0.5, True), (0.1, 1, 0.0, False), (1e-5, 30, 10.0, True)]:
    case("LRRangeTest", f"lr_range_test_min_lr={low}, lr_range_test_step_size={size}, lr_range_test_step_rate={rate}, lr_range_test_staircase={stairs}", None)


def main():
    write("deepspeed", PINS["deepspeed"], "float64", CASES)


if __name__ == "__main__":
    main()
