"""Every shape against 50-digit arithmetic.

    python tests/accuracy/measure.py LEHR          # every tick of every schedule, through the program
    python tests/accuracy/measure.py --write       # the samples that `cargo test` checks

Needs mpmath. A parameter that is not a whole number counts as the double that it is.
"""

import json
import math
import subprocess
import sys
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 50
HERE = Path(__file__).parent
LENGTHS = [10, 1000, 1_000_000]


def ramp(left, first=1.0, last=0.0):
    """From the first value to the last, with what is left of the first."""
    return lambda t, n: (lambda x: mpf(first) * x + mpf(last) * (1 - x))(left(mpf(t), mpf(n)))


def up(gone, first=0.0, last=1.0):
    return ramp(lambda t, n: 1 - gone(t, n), first, last)


def half_cosine(t, n):
    return (1 + mp.cos(mp.pi * t / n)) / 2


def shifted_exponential(ratio):
    return lambda t, n: (ratio ** (t / n) - ratio) / (1 - ratio)


SHAPES = {
    "linear({n})": ramp(lambda t, n: 1 - t / n),
    "linear({n}, to=1%)": ramp(lambda t, n: 1 - t / n, last=0.01),
    "cosine({n})": ramp(half_cosine),
    "cosine({n}, to=1%)": ramp(half_cosine, last=0.01),
    "cosine({n}, from=1%, to=1x)": ramp(half_cosine, 0.01, 1.0),
    "one_minus_sqrt({n})": ramp(lambda t, n: 1 - mp.sqrt(t / n)),
    "poly({n}, power=2)": ramp(lambda t, n: (1 - t / n) ** 2),
    "poly({n}, power=0.5)": ramp(lambda t, n: mp.sqrt(1 - t / n)),
    "poly({n}, power=0.9, to=1%)": ramp(lambda t, n: (1 - t / n) ** mpf(0.9), last=0.01),
    "poly({n}, power=7.3, to=1%)": ramp(lambda t, n: (1 - t / n) ** mpf(7.3), last=0.01),
    "poly({n}, power=0.01, to=30%)": ramp(lambda t, n: (1 - t / n) ** mpf(0.01), last=0.3),
    "poly({n}, power=60)": ramp(lambda t, n: (1 - t / n) ** 60),
    "warmup({n}, shape=poly, power=0.7)": up(lambda t, n: (t / n) ** mpf(0.7)),
    "exp_to({n}, to=1%)": lambda t, n: mpf(0.01) ** (mpf(t) / n),
    "exp_to({n}, to=0.0000001x)": lambda t, n: mpf(1e-7) ** (mpf(t) / n),
    "exp_to({n}, from=0.001x, to=1x)": lambda t, n: mpf(0.001) ** (1 - mpf(t) / n),
    "shifted_exp({n})": ramp(lambda t, n: 2 * mpf(0.5) ** (t / n) - 1),
    "shifted_exp({n}, to=1%, ratio=0.001)": ramp(shifted_exponential(mpf(0.001)), last=0.01),
    "shifted_exp({n}, ratio=0.999999999)": ramp(shifted_exponential(mpf(0.999999999))),
    "shifted_exp({n}, ratio=30)": ramp(shifted_exponential(mpf(30))),
    "rex({n})": ramp(lambda t, n: (1 - t / n) / (mpf(0.5) + mpf(0.5) * (1 - t / n))),
    "rex({n}, beta=0.9)": ramp(lambda t, n: (1 - t / n) / (1 - mpf(0.9) * t / n)),
    "tanh({n})": ramp(lambda t, n: (1 - mp.tanh(-7 * (1 - t / n) + 3 * t / n)) / 2),
    "tanh({n}, lb=-6.5, ub=15.5)": ramp(lambda t, n: (1 - mp.tanh(mpf(-6.5) * (1 - t / n) + mpf(15.5) * t / n)) / 2),
    "warmup({n})": up(lambda t, n: t / n),
    "warmup({n}, shape=cosine)": up(lambda t, n: mp.sin(mp.pi * t / n / 2) ** 2),
    "warmup({n}, shape=poly, power=3)": up(lambda t, n: (t / n) ** 3),
    "warmup({n}, from=1%, shape=exp)": lambda t, n: mpf(0.01) ** (1 - mpf(t) / n),
    "warmup({n}, shape=log)": up(lambda t, n: mp.log(1 + t) / mp.log(1 + n)),
    "warmup({n}, shape=one_minus_sqrt)": up(lambda t, n: 1 - mp.sqrt(1 - t / n)),
    "step(3, 0.97)": lambda t, n: mpf(0.97) ** (t // 3),
    "multistep([3, 5, 700], 0.3)": lambda t, n: mpf(0.3) ** sum(t >= m for m in [3, 5, 700]),
    "exponential(gamma=0.9997)": lambda t, n: mpf(0.9997) ** t,
    "exponential({n}, gamma=0.1)": lambda t, n: mpf(0.1) ** (mpf(t) / n),
    "exponential(7, gamma=0.999)": lambda t, n: mpf(0.999) ** (mpf(t) / 7),
    "inverse_sqrt(10)": lambda t, n: 1 / mp.sqrt(1 + mpf(t) / 10),
    "inverse_sqrt({n}, 3)": lambda t, n: 1 / mp.sqrt(1 + (mpf(t) + 3) / n),
    "inverse_time({n}, 2.5)": lambda t, n: 1 / (1 + mpf(2.5) * t / n),
    "piecewise([{n}], [1x, 0.1x], interpolate=linear)": ramp(lambda t, n: 1 - t / n, 1.0, 0.1),
    "piecewise([{n}], [1x, 0.1x], interpolate=cosine)": ramp(half_cosine, 1.0, 0.1),
}


def ulps(found, exact):
    """How many units in the last place of the exact value a double is off."""
    if exact == 0:
        return 0.0 if found == 0 else float("inf")
    nearest = float(exact)
    return float(abs(mpf(found) - exact) / mpf(math.ulp(nearest)))


def samples(n):
    """The head, the tail and some between; past the end the value is held."""
    between = [n * k // 97 for k in range(97)]
    return sorted({t for t in [*range(20), *between, *range(n - 30, n)] if 0 <= t < n})


def write():
    rows = []
    for words, exact in SHAPES.items():
        for n in LENGTHS:
            ticks = samples(n)
            values = [float(exact(t, n)) for t in ticks]
            rows.append({"lehr": words.format(n=n), "ticks": ticks, "values": values})
    body = ",\n".join(" " + json.dumps(row) for row in rows)
    (HERE / "samples.json").write_text(f"[\n{body}\n]\n")


def measure(program):
    print("| shape | " + " | ".join(f"{n:,} ticks" for n in LENGTHS) + " |\n|---|" + "---:|" * len(LENGTHS))
    for words, exact in SHAPES.items():
        worst = []
        for n in LENGTHS:
            command = [program, "eval", "-e", words.format(n=n), "--format", "csv", "-n", str(n)]
            lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[1:]
            found = (float(line.split(",")[1]) for line in lines)
            worst.append(max((ulps(value, exact(t, n)), t) for t, value in enumerate(found)))
        print(f"| `{words}` | " + " | ".join(f"{most:.2f} (at {t})" for most, t in worst) + " |", flush=True)


if __name__ == "__main__":
    write() if sys.argv[1:] == ["--write"] else measure(sys.argv[1])
