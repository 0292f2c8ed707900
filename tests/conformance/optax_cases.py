"""optax, in float32 as it runs by default."""

import warnings

import jax
import jax.numpy as jnp
import optax
from optax.schedules import *  # noqa: F403

from cases import Case, write

warnings.filterwarnings("ignore")
TICKS = 130
CASES = []


def case(schedule, call):
    made = eval(call)
    values = jax.vmap(lambda t: jnp.asarray(made(t), jnp.float32))(jnp.arange(TICKS))
    CASES.append(Case(schedule, call, values, None))


for value in [0.1, 1.0, 0.0, 3e-4, -1.0]:
    case("constant_schedule", f"constant_schedule({value})")

for init, end, n, begin in [(1.0, 0.0, 100, 0), (1.0, 0.0, 100, 10), (0.0, 0.1, 1, 0), (0.3, 0.1, 500, 20), (0.1, 0.1, 10, 3), (0.3, 0.1, 0, 0)]:
    case("linear_schedule", f"linear_schedule({init}, {end}, {n}, {begin})")

for init, end, power, n, begin in [(1.0, 0.0, 2, 100, 0), (1.0, 0.1, 0.5, 60, 10), (0.1, 1.0, 3, 50, 0), (1.0, 0.0, 1, 1, 0), (0.2, 0.02, 2, 400, 5)]:
    case("polynomial_schedule", f"polynomial_schedule({init}, {end}, {power}, {n}, {begin})")

for init, n, rate, begin, stairs, end in [
    (1.0, 10, 0.5, 0, False, None), (1.0, 10, 0.5, 5, True, None), (0.1, 30, 0.9, 0, False, 0.08), (0.1, 30, 0.1, 0, True, 0.005), (1.0, 1, 0.9, 0, False, None), (0.01, 20, 2.0, 0, False, 0.1), (0.5, 500, 0.1, 0, True, None),
]:
    case("exponential_decay", f"exponential_decay({init}, {n}, {rate}, transition_begin={begin}, staircase={stairs}, end_value={end})")

for init, n, alpha, exponent in [(1.0, 100, 0.0, 1.0), (0.1, 60, 0.1, 1.0), (1.0, 1, 0.0, 1.0), (1.0, 100, 0.0, 2.0), (0.3, 400, 0.05, 0.5)]:
    case("cosine_decay_schedule", f"cosine_decay_schedule({init}, {n}, alpha={alpha}, exponent={exponent})")

for init, steps in [(1.0, {10: 0.1, 50: 0.1}), (0.1, {1: 0.5, 2: 0.5, 3: 2.0}), (1.0, {0: 0.5, 30: 0.0}), (0.2, {500: 0.1}), (0.3, {20: 0.3, 40: 3.0, 60: 0.5, 100: 0.1})]:
    case("piecewise_constant_schedule", f"piecewise_constant_schedule({init}, {steps})")

for kind in ["linear", "cosine"]:
    for init, steps in [(1.0, {10: 0.1, 50: 0.1}), (0.1, {1: 0.5, 2: 0.5, 3: 2.0}), (0.2, {500: 0.1}), (0.3, {20: 0.3, 40: 3.0, 60: 0.5, 100: 0.1}), (1.0, {100: 0.0})]:
        case(f"piecewise_interpolate_schedule, {kind}", f"piecewise_interpolate_schedule('{kind}', {init}, {steps})")

for n, peak, pct, div, final in [(100, 1.0, 0.3, 25.0, 1e4), (200, 0.1, 0.1, 10.0, 100.0), (20, 1.0, 0.5, 4.0, 10.0), (99, 1.0, 0.3, 25.0, 1e4), (120, 0.5, 0.45, 25.0, 1e4)]:
    case("cosine_onecycle_schedule", f"cosine_onecycle_schedule({n}, {peak}, {pct}, {div}, {final})")

for n, peak, pct, pct_final, div, final in [(100, 1.0, 0.3, 0.85, 25.0, 1e4), (200, 0.1, 0.1, 0.5, 10.0, 100.0), (20, 1.0, 0.5, 0.9, 4.0, 10.0), (99, 1.0, 0.3, 0.85, 25.0, 1e4), (120, 0.5, 0.45, 0.9, 25.0, 1e4), (20, 0.1, 0.3, 0.3, 5.0, 10.0)]:
    case("linear_onecycle_schedule", f"linear_onecycle_schedule({n}, {peak}, {pct}, {pct_final}, {div}, {final})")

for init, peak, w in [(0.0, 1.0, 10), (0.01, 0.1, 100), (0.0, 0.3, 1), (0.5, 0.1, 20), (0.0, 1.0, 500), (0.0, 0.1, 0)]:
    case("warmup_constant_schedule", f"warmup_constant_schedule({init}, {peak}, {w})")

for init, peak, w, n, end, exponent in [(0.0, 1.0, 10, 100, 0.0, 1.0), (0.0, 0.1, 20, 80, 0.01, 1.0), (0.05, 0.1, 1, 2, 0.0, 1.0), (0.0, 1.0, 10, 500, 0.1, 1.0), (0.0, 1.0, 10, 100, 0.0, 2.0)]:
    case("warmup_cosine_decay_schedule", f"warmup_cosine_decay_schedule({init}, {peak}, {w}, {n}, {end}, {exponent})")

for init, peak, w, n, rate, more in [
    (0.0, 1.0, 10, 10, 0.5, ""),
    (0.0, 0.1, 20, 30, 0.9, ", end_value=0.08"),
    (0.01, 0.1, 5, 10, 0.5, ", staircase=True"),
    (0.0, 1.0, 1, 1, 0.95, ""),
    (0.0, 1.0, 10, 20, 0.5, ", transition_begin=7"),
]:
    case("warmup_exponential_decay_schedule", f"warmup_exponential_decay_schedule({init}, {peak}, {w}, {n}, {rate}{more})")

for cycles in [[(0.0, 1.0, 5, 20, 0.0), (0.0, 0.5, 5, 40, 0.0)], [(0.0, 0.1, 1, 10, 0.01)] * 3, [(0.0, 1.0, 10, 30, 0.1), (0.1, 1.0, 10, 60, 0.1)], [(0.0, 1.0, 1, 2, 0.0)] * 2, [(0.5, 1.0, 20, 200, 0.0)]]:
    words = ", ".join(f"dict(init_value={i}, peak_value={p}, warmup_steps={w}, decay_steps={n}, end_value={e})" for i, p, w, n, e in cycles)
    case("sgdr_schedule", f"sgdr_schedule([{words}])")

J = "join_schedules"
case(J, "join_schedules([linear_schedule(0.0, 1.0, 10), cosine_decay_schedule(1.0, 100)], [10])")
case(J, "join_schedules([constant_schedule(0.1), exponential_decay(1.0, 10, 0.5)], [5])")
case(J, "join_schedules([linear_schedule(0.0, 1.0, 10), linear_schedule(1.0, 0.0, 50)], [5])")
case(J, "join_schedules([constant_schedule(1.0), constant_schedule(0.5), constant_schedule(0.25)], [30, 60])")
case(J, "join_schedules([cosine_decay_schedule(1.0, 20), cosine_decay_schedule(0.5, 40), cosine_decay_schedule(0.25, 80)], [20, 60])")

def plateau(words, metrics):
    """`contrib.reduce_on_plateau` scales updates; its scale is read after each one."""
    transform = eval(f"contrib.reduce_on_plateau({words})", {"contrib": optax.contrib})
    params = {"w": jnp.zeros(())}
    state, values = transform.init(params), []
    for metric in metrics:
        values.append(float(state.scale))
        _, state = transform.update(params, state, value=jnp.float32(metric))
    CASES.append(Case("contrib.reduce_on_plateau", f"contrib.reduce_on_plateau({words})", values, metrics={"m": metrics}))


flat = [1.0] * TICKS
falling = [1.0 - 0.0078125 * (t // 5) for t in range(TICKS)]
plateau("factor=0.5, patience=3", flat)
plateau("factor=0.5, patience=3, cooldown=2", flat)
plateau("factor=0.5, patience=4", falling)
plateau("factor=0.1, patience=10, min_scale=0.01", flat)
plateau("factor=0.9, patience=2, rtol=0.0, atol=0.01", falling)


def main():
    write("optax", optax.__version__, "float32", CASES)


if __name__ == "__main__":
    main()
