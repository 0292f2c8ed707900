"""Megatron-core: `RampupBatchsizeNumMicroBatchesCalculator`, run by itself as `pretrain` runs it, a batch an iteration."""

import json
from pathlib import Path

from standalone import PINS, load

MODULE = "megatron/core/num_microbatches_calculator.py"
calculator = load("megatron-core", MODULE, "num_microbatches_calculator")


def case(source, start, increment, samples, full, run):
    """The batch from each iteration on at which it changes, and how many iterations a run of samples has."""
    calls = calculator.RampupBatchsizeNumMicroBatchesCalculator(full, 1, 1, False, 1, start, increment, samples)
    sizes, consumed, iteration = [], 0, 0
    while consumed < run:
        calls.update(consumed, True)
        batch = calls.get_current_running_global_batch_size()
        if not sizes or sizes[-1][1] != batch:
            sizes.append([iteration, batch])
        consumed += batch
        iteration += 1
    words = {"start": start, "increment": increment, "samples": samples, "full": full, "run": run}
    return {"source": source} | words | {"sizes": sizes, "iterations": iteration}


CASES = [
    case("BLOOM-176B, BigScience's script: --rampup-batch-size 192 16 9_765_625", 192, 16, 9_765_625, 2048, 40_000_000),
    case("Megatron-LM, examples/gpt3: --rampup-batch-size 16 16 5859375", 16, 16, 5_859_375, 1536, 20_000_000),
    case("increments as large as the start", 64, 64, 1_000_000, 1536, 3_000_000),
    case("an increment that does not divide the samples", 7, 3, 1000, 100, 5000),
    case("a ramp within one batch", 32, 32, 50, 96, 1000),
]
text = json.dumps({"version": PINS["megatron-core"], "cases": CASES}, separators=(",", ":"))
(Path(__file__).parent / "rampup" / "megatron.json").write_text(text.replace('{"source"', '\n{"source"') + "\n")
