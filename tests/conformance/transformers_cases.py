"""Transformers: `get_scheduler`, every type."""

import logging
import warnings

import torch
import transformers
from transformers import get_scheduler

from cases import Case, write

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
TICKS = 130
CASES = []


def run(call, base, metrics=None):
    o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base)
    s = eval(call, globals() | {"o": o})
    values = []
    for tick in range(TICKS):
        values.append(o.param_groups[0]["lr"])
        o.step()
        s.step(metrics[tick]) if metrics else s.step()
    return values


def case(kind, w, t, base=1.0, note="", **kwargs):
    call = f"get_scheduler('{kind}', o, num_warmup_steps={w}, num_training_steps={t}"
    call += f", scheduler_specific_kwargs={kwargs})" if kwargs else ")"
    CASES.append(Case(kind, call, run(call, base), base, note))


PAIRS = [(10, 100), (0, 100), (1, 2), (20, 400), (5, 60)]
for w, t in PAIRS:
    case("linear", w, t, 0.1)
case("linear", 200, 100)
case("linear", 100, 50)
for w, t in PAIRS:
    case("cosine", w, t, 0.1)
case("cosine", 10, 100, note="1.5 half cycles of 30 ticks", num_cycles=1.5)
case("cosine", 10, 100, note="num_cycles=1 ends at the peak", num_cycles=1)
for w, t, n in [(10, 100, 3), (0, 100, 1), (1, 21, 4), (20, 120, 1), (5, 65, 6)]:
    case("cosine_with_restarts", w, t, num_cycles=n)
for w, t, end, power in [(10, 100, 1e-7, 1.0), (0, 100, 1e-7, 2.0), (1, 2, 1e-3, 1.0), (20, 400, 0.01, 0.5), (5, 60, 0.0, 3.0)]:
    case("polynomial", w, t, 0.1, lr_end=end, power=power)
for base in [0.1, 1.0, 3e-4, 1e-5, 2.0]:
    call = "get_scheduler('constant', o)"
    CASES.append(Case("constant", call, run(call, base), base))
for w in [10, 1, 200, 0, 37]:
    call = f"get_scheduler('constant_with_warmup', o, num_warmup_steps={w})"
    CASES.append(Case("constant_with_warmup", call, run(call, 0.1), 0.1))
for w, timescale in [(10, None), (0, None), (1, None), (20, 50), (60, 5)]:
    more = f", scheduler_specific_kwargs={{'timescale': {timescale}}}" if timescale else ""
    call = f"get_scheduler('inverse_sqrt', o, num_warmup_steps={w}{more})"
    CASES.append(Case("inverse_sqrt", call, run(call, 0.1), 0.1))
for w, t in PAIRS:
    case("cosine_with_min_lr", w, t, 0.1, min_lr_rate=0.1)
case("cosine_with_min_lr", 10, 100, 0.1, min_lr=0.02)
for w, t, rate in [(10, 100, 0.0), (10, 100, 0.1), (1, 40, 0.5), (20, 400, 0.05), (5, 60, 0.2)]:
    case("cosine_warmup_with_min_lr", w, t, 0.1, min_lr_rate=rate)
case("cosine_warmup_with_min_lr", 10, 100, 0.1, min_lr_rate=0.1, warmup_lr_rate=0.2)
for decay in ["cosine", "linear", "1-sqrt"]:
    for w, t, d, ratio in [(10, 100, 20, 0.0), (0, 100, 100, 0.0), (5, 60, 10, 0.1)]:
        case("warmup_stable_decay", w, t, 0.1, num_decay_steps=d, decay_type=decay, min_lr_ratio=ratio)
for warmup in ["cosine", "1-sqrt"]:
    case("warmup_stable_decay", 10, 100, 0.1, num_decay_steps=20, warmup_type=warmup)
case("warmup_stable_decay", 10, 100, 0.1, num_decay_steps=20, num_stable_steps=30, min_lr_ratio=0.2)
case("warmup_stable_decay", 10, 100, 0.1, num_decay_steps=60, num_cycles=1.5, min_lr_ratio=0.2)

flat = [1.0] * TICKS
steps = [round(1.0 - 0.001 * (t // 7), 6) for t in range(TICKS)]
for words, metrics in [
    ({"factor": 0.5, "patience": 2}, flat),
    ({"factor": 0.5, "patience": 1, "cooldown": 2}, flat),
    ({}, flat),
    ({"factor": 0.5, "patience": 5, "threshold": 0.002}, steps),
    ({"mode": "max", "patience": 3, "min_lr": 0.001}, steps),
]:
    call = f"get_scheduler('reduce_lr_on_plateau', o, scheduler_specific_kwargs={words})"
    CASES.append(Case("reduce_lr_on_plateau", call, run(call, 0.1, metrics), 0.1, metrics={"m": metrics}))


def main():
    write("transformers", transformers.__version__, "float64", CASES)


if __name__ == "__main__":
    main()
