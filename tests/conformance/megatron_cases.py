"""Megatron-core: `OptimizerParamScheduler`, run by itself, a sample an iteration."""

import types

from cases import Case, write
from standalone import PINS, load, stand_in

stand_in(megatron__core__utils={"log_single_rank": lambda *words: None})
scheduler = load("megatron-core", "megatron/core/optimizer_param_scheduler.py", "param_scheduler")
TICKS = 130
CASES = []


def run(key, **words):
    group = {"lr": 0.0, "weight_decay": 0.0, "params": []}
    defaults = dict(init_lr=0.0, max_lr=1.0, min_lr=0.0, lr_warmup_steps=0, lr_decay_steps=100, lr_decay_style="constant", start_wd=0.0, end_wd=0.0, wd_incr_steps=1, wd_incr_style="constant")
    s = scheduler.OptimizerParamScheduler(types.SimpleNamespace(param_groups=[group]), **(defaults | words))
    values = []
    for _ in range(TICKS):
        values.append(group[key])
        s.step(increment=1)
    return values


def case(schedule, lehr, note="", key="lr", base=1.0, **words):
    call = "OptimizerParamScheduler(o, " + ", ".join(f"{name}={value!r}" for name, value in words.items()) + ")"
    CASES.append(Case(schedule, call, lehr, run(key, **words), base, note))


for w, init, high in [(10, 0.0, 1.0), (1, 0.0, 0.1), (50, 0.01, 0.1), (0, 0.0, 1.0), (20, 0.5, 1.0)]:
    case("constant", f"{f'warmup({w}, from={init}, to={high}) then ' if w else ''}hold{'' if w else '(1.0)'}", base=None, lr_decay_style="constant", lr_warmup_steps=w, init_lr=init, max_lr=high)
for style in ["linear", "cosine"]:
    for w, t, low in [(10, 100, 0.0), (1, 50, 0.1), (0, 200, 0.01), (99, 100, 0.5), (20, 500, 0.0)]:
        case(style, f"{f'warmup({w}) then ' if w else ''}{style}({t - w}, to={low})", lr_decay_style=style, lr_warmup_steps=w, lr_decay_steps=t, min_lr=low)
for w, t, low in [(10, 100, 0.0), (1, 50, 0.1), (5, 200, 0.01), (99, 100, 0.5), (20, 500, 0.0)]:
    case("inverse-square-root", f"warmup({w}) then max(inverse_sqrt({w}), {low}) for {t - w + 1} then hold({low})", "drops to min_lr behind the last tick", lr_decay_style="inverse-square-root", lr_warmup_steps=w, lr_decay_steps=t, min_lr=low)
DECAYS = {"linear": "linear({d}, to={low})", "cosine": "cosine({d}, to={low})", "exponential": "curve({d}, to={low}, u -> 2 * 0.5^u - 1)", "minus_sqrt": "one_minus_sqrt({d}, to={low})"}
for decay, shape in DECAYS.items():
    for w, t, d, low in [(10, 100, 20, 0.0), (1, 50, 49, 0.1), (5, 100, 1, 0.0), (20, 120, 60, 0.2), (10, 500, 100, 0.0)]:
        case(f"WSD, {decay}", f"warmup({w}) then hold for {t - d - w} then {shape.format(d=d, low=low)}", lr_decay_style="WSD", lr_wsd_decay_style=decay, lr_warmup_steps=w, lr_decay_steps=t, wsd_decay_steps=d, min_lr=low)
for style, start, end, n in [("linear", 0.01, 0.1, 100), ("cosine", 0.01, 0.1, 100), ("linear", 0.0, 0.3, 1), ("cosine", 0.0, 0.2, 500), ("constant", 0.1, 0.1, 10)]:
    case("weight decay", "hold(0.1)" if style == "constant" else f"{style}({n}, from={start}, to={end})", key="weight_decay", base=None, wd_incr_style=style, start_wd=start, end_wd=end, wd_incr_steps=n)


def main():
    write("megatron", PINS["megatron-core"], "float64", CASES)


if __name__ == "__main__":
    main()
