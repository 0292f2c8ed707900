"""verl and RSL-RL: values that follow a metric both ways, by their own lines.

verl's `AdaptiveKLController` is a class of a file that needs much else, and RSL-RL changes its rate within `PPO.update`:
only these are taken from their files. A case has the value before each metric. RSL-RL takes a divergence of 0, which it
has before the first update of a batch, for none: such a metric is null here.
"""

import ast
import json
import random
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from standalone import PINS, source

TICKS = 130


def taken(package, member, wanted):
    """The first part of a file that is wanted, compiled."""
    part = next(node for node in ast.walk(ast.parse(source(package, member))) if wanted(node))
    return compile(ast.Module([part], []), member, "exec")


names = {"np": np}
exec(taken("verl", "verl/trainer/ppo/core_algos.py", lambda node: getattr(node, "name", "") == "AdaptiveKLController"), names)
rsl_rl = taken(
    "rsl-rl-lib", "rsl_rl/algorithms/ppo.py",
    lambda node: isinstance(node, ast.If) and ast.unparse(node.test) == "kl_mean > self.desired_kl * 2.0",
)


def verl(seed, coefficient, target, horizon, batch):
    """Divergences around the target, some of them far from it."""
    draw = random.Random(seed)
    controller = names["AdaptiveKLController"](coefficient, target, horizon)
    metrics = [target * draw.choice([draw.uniform(0.7, 1.3), draw.expovariate(1.0)]) for _ in range(TICKS)]
    values = []
    for metric in metrics:
        values.append(float(controller.value))
        controller.update(metric, batch)
    lehr = f"steer(metric=kl, target={target}, gain={batch} / {horizon}, clip=0.2, from={coefficient})"
    return {"call": f"AdaptiveKLController({coefficient}, {target}, {horizon}), batches of {batch}", "lehr": lehr, "metrics": metrics, "values": values}


def rsl(seed, rate, desired, greatest):
    """Divergences up to a multiple of the desired one."""
    draw = random.Random(seed)
    ppo = SimpleNamespace(desired_kl=desired, learning_rate=rate)
    metrics = [draw.choice([0.0, 0.5, 1.0, 2.0, draw.uniform(0, greatest), draw.uniform(0, greatest)]) * desired for _ in range(TICKS)]
    values = []
    for metric in metrics:
        values.append(ppo.learning_rate)
        exec(rsl_rl, {"self": ppo, "kl_mean": metric})
    lehr = f"steer(metric=kl, band={desired} / 2 .. {desired} * 2, times=1.5, from={rate}, min=1e-5, max=1e-2)"
    return {
        "call": f"PPO(learning_rate={rate}, desired_kl={desired})", "lehr": lehr,
        "metrics": [metric if metric > 0 else None for metric in metrics], "values": values,
    }


PEERS = {
    "verl": [
        verl(1, 0.001, 0.1, 10000, 1024), verl(2, 0.2, 6, 10000, 256), verl(3, 0.05, 0.02, 1000, 512), verl(4, 1.0, 3, 100, 90),
    ],
    "rsl-rl-lib": [rsl(5, 1e-3, 0.01, 3), rsl(6, 1e-3, 0.01, 8), rsl(7, 5e-4, 0.008, 2.2), rsl(8, 0.05, 0.01, 4), rsl(9, 1e-6, 0.01, 4)],
}
for package, cases in PEERS.items():
    text = json.dumps({"version": PINS[package], "cases": cases}, separators=(",", ":"))
    (Path(__file__).parent / "metrics" / f"{package}.json").write_text(text.replace('{"call"', '\n{"call"') + "\n")
