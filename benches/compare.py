"""lehr beside its peers, in one run, in turn: numpy, optax, PyTorch, and ruff for many files.

    python -m venv v && v/bin/pip install -r benches/requirements.txt && v/bin/python benches/compare.py

It builds lehr and `benches/server.rs` as they are shipped (profile `dist`), starts the latter, and then measures both
sides of each ratio one after the other, several times, and takes the medians. What is measured is CPU
time, and XLA is held to one thread, so that other programs of a busy machine count less; only ratios
are printed. `--quick` takes fewer values.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

# Before jax is imported, which reads it.
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch

ROOT = Path(__file__).parent.parent
QUICK = "--quick" in sys.argv
N = 1_000_000 if QUICK else 10_000_000
ROUNDS = 3 if QUICK else 7
CHAIN = f"base = 0.1; run = {N}; lr = warmup({N // 20}) then cosine(to=1%)"
RECIPE = ROOT / "examples" / "resnet50.lehr"

torch.set_num_threads(1)
# The peers compute in double precision as well.
jax.config.update("jax_enable_x64", True)


def build():
    """The paths of `lehr` and of the server."""
    command = ["cargo", "build", "--profile", "dist", "--bin", "lehr", "--bench", "server", "--message-format=json"]
    lines = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    built = {}
    for message in map(json.loads, lines):
        if message.get("executable"):
            built[message["target"]["name"]] = message["executable"]
    return built["lehr"], built["server"]


class Server:
    """lehr's library, timed inside of its own process."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, request):
        self.process.stdin.write(request + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def timed(count, work):
    """Nanoseconds of CPU time a value."""
    start = time.process_time_ns()
    work()
    return (time.process_time_ns() - start) / count


def medians(sides):
    """Each side in turn, several times, the first of which warms up."""
    times = {name: [] for name in sides}
    for _ in range(ROUNDS + 1):
        for name, measure in sides.items():
            times[name].append(measure())
    return {name: statistics.median(taken[1:]) for name, taken in times.items()}


def row(what, ratio, asked=None):
    """A row of the table; `asked` is the least ratio that will do."""
    verdict = "" if asked is None else f"{asked:g}"
    missed = " (missed)" if asked is not None and ratio < asked else ""
    print(f"| {what} | {ratio:.3g}{missed} | {verdict} |", flush=True)


def head(title):
    print(f"\n### {title}\n\n| | ratio | at least |\n|---|---:|---:|")


def filling(server):
    schedules = {
        "hold": "hold",
        "step": f"step({N // 100}, 0.9)",
        "linear to 0": "linear",
        "linear to 1%": "linear(to=1%)",
        "cosine to 1%": "cosine(to=1%)",
        "warmup then cosine": f"warmup({N // 20}) then cosine(to=1%)",
        "32 segments": f"cosine({N // 32}) repeat(31, decay=0.9) then linear",
        "poly, power 2": "poly(power=2)",
        "1 - sqrt": "one_minus_sqrt",
        "exponential, a power a tick": "exponential(gamma=0.999_999)",
        "exp_to": "exp_to(to=1%)",
        "inverse_sqrt": "inverse_sqrt(4000)",
        "product": f"cosine * multistep([{N // 3}], 0.1)",
        "sum": "0.5x * cosine + 0.5x * linear",
        "repeat": "cosine(1000) repeat",
        "stretched repeat": "cosine(1000) repeat(stretch=2)",
    }
    sides = {"memory": lambda: server(f"memory {N}")}
    for name, words in schedules.items():
        request = f"fill {N} run = {N}; lr = 0.1 * ({words})"
        sides[name] = lambda request=request: server(request)
    ramp = f"run = {N}; lr = 0.1 * cosine(to=1%)"
    sides["cosine, f32"] = lambda: server(f"fill_f32 {N} {ramp}")
    found = medians(sides)
    head(f"Filling {N:,} doubles: the rate of a plain memory fill is 1")
    asked = {"hold": 0.6, "step": 0.6, "linear to 0": 0.6, "linear to 1%": 0.6}
    for name in [*schedules, "cosine, f32"]:
        row(f"`{name}`", found["memory"] / found[name], asked.get(name))
    parts = found["linear to 0"] / 20 + found["cosine to 1%"] * 19 / 20
    row("time of warmup and cosine apart, over that of the chain", parts / found["warmup then cosine"], 0.87)


def beside_a_cosine(server):
    """What is far from plain arithmetic, in bulk and by the cursor."""
    schedules = {
        "step, a drop a tick": "step(1, 0.999_999)",
        "step, a drop every third tick": "step(3, 0.999_999)",
        "exponential, seven ticks a power": "exponential(7, gamma=0.999_99)",
        "step, a drop every thirty ticks": "step(30, 0.999_999)",
        "exponential, a thousand ticks a power": "exponential(1000, gamma=0.99)",
        "exp_to": "exp_to(to=1%)",
        "cyclic_exp_range": "cyclic_exp_range(10%, 1x, gamma=0.999_99)",
        "cycles stretched by 1.01": "cosine(1000) repeat(stretch=1.01)",
        "cycles stretched by 1.1": "cosine(1000) repeat(stretch=1.1)",
        "cycles of three ticks": "linear(3) repeat",
        "cycles of two and a half ticks": "linear(2.5) repeat",
        "cycles of ten ticks, each lower": "cosine(10) repeat(decay=0.9999)",
        "every third tick of a cosine": "cosine every 3",
        "a cosine every two and a half ticks": "cosine every 2.5",
        "noise": "noise(0.1)",
        "noise with a limit": "noise(0.1, limit=0.2)",
        "formula: t ^ -0.5": "factor(t -> max(t, 1) ^ -0.5, from=1)",
        "formula: c ^ t": "factor(t -> 0.999_999 ^ t, from=1)",
    }
    sides = {}
    for name, words in {"cosine": "cosine(to=1%)", **schedules}.items():
        text = f"run = {N}; lr = 0.1 * ({words})"
        sides[name] = lambda text=text: server(f"fill {N} {text}")
        sides["cursor", name] = lambda text=text: server(f"cursor 1000000 {text}")
    found = medians(sides)
    head("Ten times the time of a cosine, over that of each")
    for name in schedules:
        row(f"`{name}`", 10 * found["cosine"] / found[name], 1)
    head("5 ns, over a tick of each by the cursor")
    for name in schedules:
        row(f"`{name}`", 5 / found["cursor", name], None if "noise" in name or "formula" in name else 1)


def numpy_closed(server):
    t = np.arange(N, dtype=np.float64)
    generator = np.random.default_rng(0)
    closed = {
        "cosine": ("cosine(to=1%)", lambda: 0.001 + 0.5 * (0.1 - 0.001) * (1 + np.cos(np.pi * t / N)), 4),
        "(1 + t / 4000) ^ -0.5": ("factor(t -> (1 + t / 4000) ^ -0.5, from=1)", lambda: (1 + t / 4000) ** -0.5, 1),
        "0.999999 ^ t": ("factor(t -> 0.999_999 ^ t, from=1)", lambda: 0.999999**t, 1),
        "normal deviates": ("noise(0.1)", lambda: 0.1 * (1 + 0.1 * generator.standard_normal(N)), 1),
    }
    sides = {}
    for name, (words, peer, _) in closed.items():
        sides["lehr", name] = lambda words=words: server(f"fill {N} run = {N}; lr = 0.1 * ({words})")
        sides["numpy", name] = lambda peer=peer: timed(N, peer)
    found = medians(sides)
    head("numpy in bulk: its time over lehr's")
    for name, (_, _, asked) in closed.items():
        row(f"`{name}`", found["numpy", name] / found["lehr", name], asked)


def optax_chain(segments):
    """A warmup and cosines, as optax joins them."""
    if segments == 2:
        return optax.warmup_cosine_decay_schedule(0.0, 0.1, N // 20, N, end_value=0.001)
    parts = [optax.cosine_decay_schedule(0.1 * 0.9**k, N // segments) for k in range(segments)]
    return optax.join_schedules(parts, [N // segments * k for k in range(1, segments)])


def optax_all(server):
    count = N // 10
    steps = jnp.arange(count) * 10
    sides, texts = {}, {2: CHAIN, 32: f"run = {N}; lr = 0.1 * (cosine({N // 32}) repeat(32, decay=0.9))"}
    for segments, text in texts.items():
        schedule = optax_chain(segments)
        vmapped = jax.jit(jax.vmap(schedule))
        sides["lehr", segments] = lambda text=text: server(f"fill {N} {text}")
        sides["vmapped", segments] = lambda f=vmapped: timed(count, lambda: f(steps).block_until_ready())
    chain, jitted = optax_chain(2), jax.jit(optax_chain(2))
    sides["jitted"] = lambda: timed(2000, lambda: [jitted(t).block_until_ready() for t in range(2000)])
    sides["plain"] = lambda: timed(100, lambda: [float(chain(t)) for t in range(100)])
    sides["cursor"] = lambda: server(f"cursor 1000000 {CHAIN}")
    found = medians(sides)
    head("optax: time of the peer over lehr's")
    row("a chain of 2, vmapped and jitted, over bulk", found["vmapped", 2] / found["lehr", 2], 1.5)
    row("a chain of 32, vmapped and jitted, over bulk", found["vmapped", 32] / found["lehr", 32], 1.5)
    row("a chain of 2, jitted, a call a step, over the cursor", found["jitted"] / found["cursor"])
    row("a chain of 2, not jitted, over the cursor", found["plain"] / found["cursor"])
    row("lehr, 2 segments over 32 (flat is 1)", found["lehr", 2] / found["lehr", 32])
    row("optax vmapped, 2 segments over 32 (flat is 1)", found["vmapped", 2] / found["vmapped", 32])


def torch_scheduler(groups):
    parameters = [{"params": [torch.nn.Parameter(torch.zeros(1))]} for _ in range(groups)]
    optimizer = torch.optim.SGD(parameters, lr=0.1)
    warmup = torch.optim.lr_scheduler.LinearLR(optimizer, 0.01, total_iters=N // 20)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, N - N // 20, eta_min=0.001)
    return optimizer, torch.optim.lr_scheduler.SequentialLR(optimizer, [warmup, cosine], [N // 20])


def torch_steps(server):
    sides = {"cursor": lambda: server(f"cursor 1000000 {CHAIN}")}
    for groups in (1, 100):
        optimizer, scheduler = torch_scheduler(groups)
        optimizer.step()
        count = 20_000 // groups

        def steps(scheduler=scheduler, count=count):
            for _ in range(count):
                scheduler.step()

        sides[groups] = lambda steps=steps, count=count: timed(count, steps)
    found = medians(sides)
    head("PyTorch's `SequentialLR([LinearLR, CosineAnnealingLR]).step()`: its time over the cursor's")
    row("one parameter group", found[1] / found["cursor"], 100)
    row("a hundred parameter groups", found[100] / found["cursor"], 100)


def compiling(lehr, text):
    """Seconds of CPU of a process that compiles a text and prints one value."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "chain.lehr")
        file.write_text(text)
        return process([lehr, "eval", str(file), "-n", "1"])[1]


def single_values(server, lehr):
    small = "run = 10000; lr = 0.1 * (warmup(1000) then hold for 8000 then cosine)"
    large = "base = 0.1; lr = " + " then ".join(["linear(30, to=50%)"] * 100_000)
    text = {n: "base = 0.1; lr = " + " then ".join(["linear(30, to=50%)"] * n) for n in (10_000, 100_000)}
    found = medians({
        "memory": lambda: server(f"memory {N}"),
        "small": lambda: server(f"value 1000000 10000 {small}"),
        "large": lambda: server(f"value 1000000 3000000 {large}"),
        **{n: lambda n=n: server(f"compile 1 {text[n]}") for n in text},
    })
    head("One at a time")
    row("25 ns over a random tick of 3 segments", 25 / found["small"], 1)
    row("200 ns over a random tick of 100,000 segments", 200 / found["large"], 1)
    row("12 times the compilation of 10,000 segments over that of 100,000", 12 * found[10_000] / found[100_000], 1)
    processes = {n: lambda n=n: compiling(lehr, text[n].replace("; ", "\n")) for n in text}
    whole = medians(processes)
    row("the same of whole processes, `lehr eval -n 1`", 12 * whole[10_000] / whole[100_000], 1)
    row("compiled text, over 2 MB/s", len(text[100_000]) / found[100_000] * 1e3 / 2, 1)


# A process starts with the peak memory of the one that it is forked from, so that a small one starts it.
LAUNCHER = """
import os, subprocess, sys, tempfile, time
out = tempfile.TemporaryFile()
start = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdout=out)
_, child.returncode, usage = os.wait4(child.pid, 0)
print(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
"""


def process(command):
    """Seconds, seconds of CPU and bytes at the peak of a whole process, its output to a file."""
    launcher = [sys.executable, "-S", "-E", "-c", LAUNCHER, *map(str, command)]
    printed = subprocess.run(launcher, stdout=subprocess.PIPE, text=True, check=True).stdout
    return tuple(map(float, printed.split()))


def csv(lehr):
    count = N
    share = 50

    def python_loop():
        """A fiftieth of the rows."""
        _, scheduler = torch_scheduler(1)
        with tempfile.TemporaryFile("w") as out:
            for tick in range(count // share):
                print(tick, scheduler.get_last_lr()[0], sep=",", file=out)
                scheduler.step()

    values = np.stack([np.arange(count // share), np.random.default_rng(0).random(count // share)], axis=1)

    def savetxt():
        with tempfile.TemporaryFile("w") as out:
            np.savetxt(out, values, fmt=["%d", "%.17g"], delimiter=",")

    command = [lehr, "eval", "-e", CHAIN, "--format", "csv"]
    peaks = []

    def eval_csv():
        _, cpu, peak = process(command)
        peaks.append(peak)
        return cpu * 1e9 / count

    found = medians({
        "lehr": eval_csv,
        "python": lambda: timed(count // share, python_loop),
        "savetxt": lambda: timed(count // share, savetxt),
    })
    head(f"`lehr eval --format csv`, {count:,} ticks, the whole process: time of the peer over lehr's")
    row("a Python loop that prints PyTorch's rates", found["python"] / found["lehr"], 5)
    row("numpy.savetxt of the finished values", found["savetxt"] / found["lehr"], 2)
    row("15 MB over lehr's peak memory", 15e6 / max(peaks))


def check(lehr):
    text = "".join(RECIPE.read_text().splitlines(keepends=True)[:20])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "recipe.lehr")
        file.write_text(text)
        runs = [process([lehr, "check", str(file)]) for _ in range(10 * ROUNDS)]
    head("`lehr check` of 20 lines, the whole process")
    row("10 ms over its time", 0.010 / statistics.median(run[0] for run in runs), 1)
    row("10 ms over its CPU time", 0.010 / statistics.median(run[1] for run in runs), 1)
    row("15 MB over its peak memory", 15e6 / max(run[2] for run in runs), 1)


def plotting(lehr):
    long = "run = 1T steps; base = 0.1; lr = warmup(1B steps) then cosine(to=1%)"
    calls = {example.stem: [str(example)] for example in sorted((ROOT / "examples").glob("*.lehr"))}
    calls["a run of 10^12 steps"] = ["-e", long]
    times = {
        name: statistics.median(process([lehr, "plot", *args])[1] for _ in range(ROUNDS))
        for name, args in calls.items()
    }
    slowest = max(times, key=times.get)
    head("`lehr plot` in a terminal, the whole process")
    row(f"50 ms over the CPU time of the slowest example, {slowest}", 0.050 / times[slowest], 1)
    row("50 ms over the CPU time of a run of 10^12 steps", 0.050 / times["a run of 10^12 steps"], 1)


SCHEDULE = "run = 100 epochs\nepoch = 391 steps\nbase = 0.1\n"
TRACK = "lr.g{n} = {n}.5% * (warmup(5 epochs) then hold for 50% then cosine(to=1%))\n"
# What Python has in place of it.
MODULE = "import math\n"
FUNCTION = """

def rate{n}(step: int) -> float:
    if step < 5 * 391:
        return {n}.5 * step / (5 * 391)
    return {n}.5 * math.cos(math.pi * step / (2 * 39100))
"""


def long_enough(start, part, size):
    """A text of at most a size: a start, and as many parts as fit."""
    text, n = start, 1
    while len(text + part.format(n=n)) <= size:
        text, n = text + part.format(n=n), n + 1
    return text


def many_files(lehr):
    """As many files of as many bytes, each in a folder of its own."""
    count, size = 1000, 708
    ruff = Path(sys.executable).with_name("ruff")
    with tempfile.TemporaryDirectory() as folder:
        texts = {"lehr": long_enough(SCHEDULE, TRACK, size), "py": long_enough(MODULE, FUNCTION, size)}
        for ending, text in texts.items():
            Path(folder, ending).mkdir()
            for n in range(count):
                Path(folder, ending, f"m{n}.{ending}").write_text(text)
        commands = {
            "check": ([lehr, "check"], [ruff, "check", "--no-cache"]),
            "fmt --check": ([lehr, "fmt", "--check"], [ruff, "format", "--check", "--no-cache"]),
        }
        sides = {}
        for name, both in commands.items():
            for command, inside in zip(both, ("lehr", "py"), strict=True):
                call = [*command, Path(folder, inside)]
                sides[name, inside] = lambda call=call: process(call)[1]
        found = medians(sides)
    head(f"{count:,} files of {size} bytes: the CPU time of ruff for Python over lehr's")
    for name in commands:
        row(f"`lehr {name}`", found[name, "py"] / found[name, "lehr"], 0.5)


def main():
    lehr, path = build()
    server = Server(path)
    names = ", ".join(f"{name} {version(name)}" for name in ("numpy", "jax", "optax", "torch"))
    print(f"{N:,} ticks, medians of {ROUNDS} rounds; Python {sys.version.split()[0]}, {names}")
    for part in (filling, beside_a_cosine, numpy_closed, optax_all, torch_steps):
        part(server)
    single_values(server, lehr)
    csv(lehr)
    check(lehr)
    plotting(lehr)
    many_files(lehr)


if __name__ == "__main__":
    main()
