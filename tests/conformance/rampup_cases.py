"""Megatron-core: the batch and the rate of runs counted in samples, by its own two classes, a batch an iteration.

`RampupBatchsizeNumMicroBatchesCalculator` gives the batches, and `OptimizerParamScheduler` the rates, as `pretrain` runs
them: the scheduler is told the samples of every batch.
"""

import json
import types
from pathlib import Path

from standalone import PINS, load, stand_in

stand_in(megatron__core__utils={"log_single_rank": lambda *words: None})
calculator = load("megatron-core", "megatron/core/num_microbatches_calculator.py", "num_microbatches_calculator")
scheduler = load("megatron-core", "megatron/core/optimizer_param_scheduler.py", "param_scheduler")
# How many rates a case keeps.
RATES = 60


def decay(style, warmup, end, low, wsd=None):
    """How a rate of 1 falls to `low`: at `end` samples, in the last `wsd` of them where it is held first."""
    return {"style": style, "warmup": warmup, "end": end, "low": low, "wsd": wsd}


def rates(words, group):
    style = {"lr_decay_style": words["style"]}
    if words["wsd"]:
        style = {"lr_decay_style": "WSD", "lr_wsd_decay_style": words["style"], "wsd_decay_steps": words["wsd"]}
    return scheduler.OptimizerParamScheduler(
        types.SimpleNamespace(param_groups=[group]), init_lr=0.0, max_lr=1.0, min_lr=words["low"], lr_warmup_steps=words["warmup"],
        lr_decay_steps=words["end"], start_wd=0.0, end_wd=0.0, wd_incr_steps=1, wd_incr_style="constant", **style,
    )


def case(source, start, increment, samples, full, run, lr):
    """The batch from each iteration on at which it changes, how many iterations a run of samples has, how many of them
    have a whole batch, which is how many Megatron makes, and rates from the first to the last."""
    calls = calculator.RampupBatchsizeNumMicroBatchesCalculator(full, 1, 1, False, 1, start, increment, samples)
    group = {"lr": 0.0, "weight_decay": 0.0, "params": []}
    rate = rates(lr, group)
    sizes, values, consumed, whole = [], [], 0, 0
    while consumed < run:
        calls.update(consumed, True)
        batch = calls.get_current_running_global_batch_size()
        if not sizes or sizes[-1][1] != batch:
            sizes.append([len(values), batch])
        values.append(group["lr"])
        rate.step(increment=batch)
        consumed += batch
        whole += consumed <= run
    every = max(1, len(values) // RATES)
    kept = [[iteration, values[iteration]] for iteration in [*range(0, len(values), every), len(values) - 1]]
    words = {"start": start, "increment": increment, "samples": samples, "full": full, "run": run, "lr": lr}
    return {"source": source} | words | {"sizes": sizes, "iterations": len(values), "whole": whole, "rates": kept}


CASES = [
    case("BLOOM-176B, BigScience's script: --rampup-batch-size 192 16 9_765_625", 192, 16, 9_765_625, 2048, 220_000_000, decay("cosine", 183_105, 200_000_000, 0.1)),
    case("Megatron-LM, examples/gpt3: --rampup-batch-size 16 16 5859375", 16, 16, 5_859_375, 1536, 20_000_000, decay("linear", 100_000, 20_000_000, 0.0)),
    case("Lucie 7B, its slurm file: --rampup-batch-size 256 64 10_000_000", 256, 64, 10_000_000, 1024, 762_144_586, decay("cosine", 2_000_000, 762_144_586, 0.1)),
    case("Apertus 8B, a thousandth of it: --rampup-batch-size 1024 1024 1718272", 1024, 1024, 1_718_272, 2048, 3_662_109, decay("minus_sqrt", 4096, 3_662_109, 0.1, wsd=403_906)),
    case("increments as large as the start", 64, 64, 1_000_000, 1536, 3_000_000, decay("cosine", 0, 2_500_000, 0.0, wsd=500_000)),
    case("an increment that does not divide the samples", 7, 3, 1000, 100, 5000, decay("linear", 333, 4700, 0.01)),
    case("a ramp within one batch", 32, 32, 50, 96, 1000, decay("linear", 100, 1000, 0.1, wsd=300)),
]
text = json.dumps({"version": PINS["megatron-core"], "cases": CASES}, separators=(",", ":"))
(Path(__file__).parent / "rampup" / "megatron.json").write_text(text.replace('{"source"', '\n{"source"') + "\n")
