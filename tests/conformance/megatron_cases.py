"""Megatron-core: `OptimizerParamScheduler`, run by itself, a sample an iteration."""

import types

from cases import Case, write
from standalone import PINS, load, stand_in

stand_in(megatron__core__utils={"log_single_rank": lambda *words: None})
scheduler = load("megatron-core", "megatron/core/optimizer_param_scheduler.py", "param_scheduler")
TICKS = 130
CASES = []


DEFAULTS = dict(init_lr=0.0, max_lr=1.0, min_lr=0.0, lr_warmup_steps=0, lr_decay_steps=100, lr_decay_style="constant", start_wd=0.0, end_wd=0.0, wd_incr_steps=1, wd_incr_style="constant")


def case(schedule, key="lr", **words):
    group = {"lr": 0.0, "weight_decay": 0.0, "params": []}
    o = types.SimpleNamespace(param_groups=[group])
    call = "OptimizerParamScheduler(o, " + ", ".join(f"{name}={value!r}" for name, value in (DEFAULTS | words).items()) + ")"
    s = eval(call, {"o": o, "OptimizerParamScheduler": scheduler.OptimizerParamScheduler})
    values = []
    for _ in range(TICKS):
        values.append(group[key])
        s.step(increment=1)
    CASES.append(Case(schedule, call, values, None, track={"lr": "lr", "weight_decay": "wd"}[key]))


for w, init, high in [(10, 0.0, 1.0), (1, 0.0, 0.1), (50, 0.01, 0.1), (0, 0.0, 1.0), (20, 0.5, 1.0)]:
    case("constant", lr_decay_style="constant", lr_warmup_steps=w, init_lr=init, max_lr=high)
for style in ["linear", "cosine"]:
    for w, t, low in [(10, 100, 0.0), (1, 50, 0.1), (0, 200, 0.01), (99, 100, 0.5), (20, 500, 0.0)]:
        case(style, lr_decay_style=style, lr_warmup_steps=w, lr_decay_steps=t, min_lr=low)
for w, t, low in [(10, 100, 0.0), (1, 50, 0.1), (5, 200, 0.01), (99, 100, 0.5), (20, 500, 0.0)]:
    case("inverse-square-root", lr_decay_style="inverse-square-root", lr_warmup_steps=w, lr_decay_steps=t, min_lr=low)
for decay in ["linear", "cosine", "exponential", "minus_sqrt"]:
    for w, t, d, low in [(10, 100, 20, 0.0), (1, 50, 49, 0.1), (5, 100, 1, 0.0), (20, 120, 60, 0.2), (10, 500, 100, 0.0)]:
        case(f"WSD, {decay}", lr_decay_style="WSD", lr_wsd_decay_style=decay, lr_warmup_steps=w, lr_decay_steps=t, wsd_decay_steps=d, min_lr=low)
for style, start, end, n in [("linear", 0.01, 0.1, 100), ("cosine", 0.01, 0.1, 100), ("linear", 0.0, 0.3, 1), ("cosine", 0.0, 0.2, 500), ("constant", 0.1, 0.1, 10)]:
    case("weight decay", key="weight_decay", wd_incr_style=style, start_wd=start, end_wd=end, wd_incr_steps=n)


def main():
    write("megatron", PINS["megatron-core"], "float64", CASES)


if __name__ == "__main__":
    main()
