"""Keras, in float32 as it runs, on its jax backend."""

import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
from keras.optimizers.schedules import *  # noqa: F403

from cases import Case, write

TICKS = 130
CASES = []


def case(schedule, call):
    call = f"{schedule.split(',')[0]}({call})"
    made = eval(call)
    values = [float(made(tick)) for tick in range(TICKS)]
    CASES.append(Case(schedule, call, values, None))


for init, n, rate, stairs in [(1.0, 10, 0.5, False), (0.1, 30, 0.1, True), (1.0, 1, 0.9, False), (0.01, 500, 0.5, False), (0.3, 7, 0.7, True)]:
    case("ExponentialDecay", f"{init}, {n}, {rate}, staircase={stairs}")
for init, n, rate, stairs in [(1.0, 10, 0.5, False), (0.1, 30, 2.0, True), (1.0, 1, 1.0, False), (0.01, 500, 0.5, False), (0.3, 7, 0.7, True)]:
    case("InverseTimeDecay", f"{init}, {n}, {rate}, staircase={stairs}")
for bounds, values in [([10, 50], [1.0, 0.1, 0.01]), ([0], [0.5, 0.1]), ([1, 2, 3], [1.0, 0.5, 0.25, 0.125]), ([500], [0.1, 0.01]), ([20, 100], [0.01, 0.1, 0.01])]:
    case("PiecewiseConstantDecay", f"{bounds}, {values}")
for init, n, end, power in [(1.0, 100, 1e-4, 1.0), (0.1, 50, 0.01, 2.0), (1.0, 1, 0.0, 1.0), (0.3, 400, 0.0, 0.5), (0.01, 60, 0.1, 1.0)]:
    case("PolynomialDecay", f"{init}, {n}, end_learning_rate={end}, power={power}")
for init, n, end in [(1.0, 100, 0.0), (0.1, 50, 0.01), (1.0, 10, 0.5), (0.3, 33, 0.0), (1.0, 64, 1e-4)]:
    case("PolynomialDecay, cycle", f"{init}, {n}, end_learning_rate={end}, cycle=True")
case("PolynomialDecay, cycle", "1.0, 40, end_learning_rate=0.1, power=2.0, cycle=True")
for init, n, alpha, target, w in [(1.0, 100, 0.0, None, 0), (0.1, 60, 0.1, None, 0), (0.0, 90, 0.0, 1.0, 10), (0.01, 100, 0.05, 0.1, 20), (1.0, 1, 0.0, None, 0), (0.5, 400, 0.0, 1.0, 1)]:
    more = f", warmup_target={target}, warmup_steps={w}" if target else ""
    case("CosineDecay", f"{init}, {n}, alpha={alpha}{more}")
case("CosineDecay", "1.0, 100, warmup_steps=10")
for init, first, t_mul, m_mul, alpha in [(1.0, 10, 2.0, 1.0, 0.0), (1.0, 10, 2.0, 0.5, 0.1), (0.1, 7, 1.0, 0.9, 0.0), (1.0, 20, 1.5, 1.0, 0.0), (0.3, 200, 2.0, 1.0, 0.05)]:
    case("CosineDecayRestarts", f"{init}, {first}, t_mul={t_mul}, m_mul={m_mul}, alpha={alpha}")


class Model:
    """As much of a model as the callback looks at."""

    def __init__(self, lr):
        self.optimizer = keras.optimizers.SGD(lr)


def plateau(words, metrics):
    words = words if "mode=" in words else "mode='min', " + words
    callback = eval(f"keras.callbacks.ReduceLROnPlateau(monitor='m', {words})")
    callback.set_model(Model(1.0))
    callback.on_train_begin()
    values = []
    for epoch, metric in enumerate(metrics):
        values.append(float(callback.model.optimizer.learning_rate))
        callback.on_epoch_end(epoch, {"m": metric})
    call = f"callbacks.ReduceLROnPlateau(monitor='m', {words})"
    CASES.append(Case("callbacks.ReduceLROnPlateau", call, values, metrics={"m": metrics}))


flat = [1.0] * TICKS
falling = [1.0 - 0.0078125 * (t // 5) for t in range(TICKS)]
plateau("factor=0.5, patience=3", flat)
plateau("factor=0.5, patience=2, cooldown=2", flat)
plateau("factor=0.5, patience=4, cooldown=1", falling)
plateau("mode='max', factor=0.9, patience=6, min_delta=0.01", falling)
plateau("factor=0.5, patience=1, min_lr=0.01", flat)


def main():
    write("keras", keras.__version__, "float32", CASES)


if __name__ == "__main__":
    main()
