"""What a step costs: `lehr.torch.Scheduler` beside PyTorch's own, in one run, and values beside plain Python.

    python benches/python.py

Each number is the least of several repetitions. A ratio says how much faster lehr is. Install the package as it is
shipped first, `pip install ./python`: what `maturin develop` builds is not optimized. It builds `benches/server.rs`,
which times the same values in Rust.
"""

import json
import math
import subprocess
import sys
import time
import timeit
import warnings
from pathlib import Path

import torch

import lehr
import lehr.torch
from torch.optim.lr_scheduler import CosineAnnealingLR

RUN = 1_000_000
RATE = f"run = {RUN}; lr = warmup(1000) then cosine"
ALL = RATE + "; momentum = linear(from=0.9, to=0.8); wd = linear(from=0.1, to=0.01)"


def optimizer(groups, tensor=False):
    parameters = [{"params": [torch.nn.Parameter(torch.zeros(1))]} for _ in range(groups)]
    return torch.optim.SGD(parameters, lr=torch.tensor(0.1) if tensor else 0.1, momentum=0.9, weight_decay=0.1)


def nanoseconds(call, number):
    return min(timeit.repeat(call, number=number, repeat=7)) / number * 1e9


def step(name, text, groups, tensor=False):
    ours = lehr.torch.Scheduler(optimizer(groups, tensor), lehr.compile(text))
    theirs = CosineAnnealingLR(optimizer(groups, tensor), RUN)
    number = max(200, 20_000 // groups)
    mine, reference = nanoseconds(ours.step, number), nanoseconds(theirs.step, number // 5)
    print(f"| {name} | {groups} | {mine:,.0f} | {reference:,.0f} | {reference / mine:.1f} |")


def server():
    """A process that times the library inside of itself, in nanoseconds of CPU time a value."""
    command = ["cargo", "build", "--release", "--bench", "server", "--message-format=json"]
    lines = subprocess.run(command, cwd=Path(__file__).parent, stdout=subprocess.PIPE, text=True, check=True).stdout
    [path] = [m["executable"] for m in map(json.loads, lines.splitlines()) if m.get("executable") and m["target"]["name"] == "server"]
    return subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def values(schedule):
    rust = server()
    print("\n| values | s.values, ns a value | Rust, into a new Vec | ratio |\n| --- | --- | --- | --- |")
    for count in (10_000, 100_000, 1_000_000, 10_000_000):
        repetitions = max(1, 1_000_000 // count)
        ours, theirs = [], []
        # In turn, so that a busy machine is as busy for both.
        for _ in range(15):
            start = time.process_time_ns()
            for _ in range(repetitions):
                schedule.values(0, count)
            ours.append((time.process_time_ns() - start) / (count * repetitions))
            rust.stdin.write(f"new {count} base = 0.1; {RATE}\n")
            rust.stdin.flush()
            theirs.append(float(rust.stdout.readline()))
        print(f"| {count:,} | {min(ours):.2f} | {min(theirs):.2f} | {min(theirs) / min(ours):.2f} |")
    rust.stdin.close()
    rust.wait()


def main():
    warnings.simplefilter("ignore")
    print("| step sets | groups | lehr, ns | CosineAnnealingLR, ns | ratio |\n| --- | --- | --- | --- | --- |")
    for groups in (1, 10, 100):
        step("the rate", RATE, groups)
    for groups in (1, 10, 100):
        step("rate, momentum and decay", ALL, groups)
    for groups in (1, 10):
        step("a tensor rate", RATE, groups, tensor=True)

    schedule = lehr.compile(RATE, base=0.1).lr
    run, warm = RUN, 1000

    def by_hand(t):
        if t < warm:
            return 0.1 * t / warm
        return 0.05 * (1 + math.cos(math.pi * (t - warm) / (run - warm)))

    value, python = (min(timeit.repeat("f(5000)", globals={"f": f}, number=200_000, repeat=7)) / 200_000 * 1e9 for f in (schedule, by_hand))
    print(f"\ns(t): {value:.0f} ns, the same in Python {python:.0f} ns: {value / python:.2f} of it")
    values(schedule)

    imports = {}
    for module in ("lehr", "torch"):
        code = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
        imports[module] = min(float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(3))
    print(f"import lehr: {imports['lehr'] * 1e3:.1f} ms, {imports['lehr'] / imports['torch']:.2%} of torch's")


if __name__ == "__main__":
    main()
