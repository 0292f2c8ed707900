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


def case(schedule, call, lehr, note="", base=None):
    made = eval(call)
    values = jax.vmap(lambda t: jnp.asarray(made(t), jnp.float32))(jnp.arange(TICKS))
    CASES.append(Case(schedule, call, lehr, values, base, note))


for value in [0.1, 1.0, 0.0, 3e-4, -1.0]:
    case("constant_schedule", f"constant_schedule({value})", f"hold({value})")

for init, end, n, begin in [(1.0, 0.0, 100, 0), (1.0, 0.0, 100, 10), (0.0, 0.1, 1, 0), (0.3, 0.1, 500, 20), (0.1, 0.1, 10, 3)]:
    case("linear_schedule", f"linear_schedule({init}, {end}, {n}, {begin})", f"hold({init}) for {begin} then linear({n}, to={end})" if begin else f"linear({n}, from={init}, to={end})")

for init, end, power, n, begin in [(1.0, 0.0, 2, 100, 0), (1.0, 0.1, 0.5, 60, 10), (0.1, 1.0, 3, 50, 0), (1.0, 0.0, 1, 1, 0), (0.2, 0.02, 2, 400, 5)]:
    case("polynomial_schedule", f"polynomial_schedule({init}, {end}, {power}, {n}, {begin})", f"hold({init}) for {begin} then poly({n}, power={power}, to={end})")

for init, n, rate, begin, stairs, end in [
    (1.0, 10, 0.5, 0, False, None), (1.0, 10, 0.5, 5, True, None), (0.1, 30, 0.9, 0, False, 0.08), (0.1, 30, 0.1, 0, True, 0.005), (1.0, 1, 0.9, 0, False, None), (0.01, 20, 2.0, 0, False, 0.1), (0.5, 500, 0.1, 0, True, None),
]:
    decay = f"step({n}, {rate}, from={init})" if stairs else f"exponential({n}, gamma={rate}, from={init})"
    decay = f"hold({init}) for {begin} then {decay}" if begin else decay
    if end is not None:
        decay = f"{'max' if rate < 1 else 'min'}({decay}, {end})"
    case("exponential_decay", f"exponential_decay({init}, {n}, {rate}, transition_begin={begin}, staircase={stairs}, end_value={end})", decay)

for init, n, alpha, exponent in [(1.0, 100, 0.0, 1.0), (0.1, 60, 0.1, 1.0), (1.0, 1, 0.0, 1.0), (1.0, 100, 0.0, 2.0), (0.3, 400, 0.05, 0.5)]:
    lehr = f"{init} * cosine({n}, to={alpha}x)" if exponent == 1 else f"{init} * curve({n}, to={alpha}x, u -> ((1 + cos(pi * u)) / 2)^{exponent})"
    case("cosine_decay_schedule", f"cosine_decay_schedule({init}, {n}, alpha={alpha}, exponent={exponent})", lehr)

for init, steps in [(1.0, {10: 0.1, 50: 0.1}), (0.1, {1: 0.5, 2: 0.5, 3: 2.0}), (1.0, {0: 0.5, 30: 0.0}), (0.2, {500: 0.1}), (0.3, {20: 0.3, 40: 3.0, 60: 0.5, 100: 0.1})]:
    values, value = [init], init
    for scale in steps.values():
        value *= scale
        values.append(value)
    case("piecewise_constant_schedule", f"piecewise_constant_schedule({init}, {steps})", f"piecewise({list(steps)}, {values})")

for kind in ["linear", "cosine"]:
    for init, steps in [(1.0, {10: 0.1, 50: 0.1}), (0.1, {1: 0.5, 2: 0.5, 3: 2.0}), (0.2, {500: 0.1}), (0.3, {20: 0.3, 40: 3.0, 60: 0.5, 100: 0.1}), (1.0, {100: 0.0})]:
        values, value = [init], init
        for scale in steps.values():
            value *= scale
            values.append(value)
        case(f"piecewise_interpolate_schedule, {kind}", f"piecewise_interpolate_schedule('{kind}', {init}, {steps})", f"piecewise({list(steps)}, {values}, interpolate={kind})")

for n, peak, pct, div, final in [(100, 1.0, 0.3, 25.0, 1e4), (200, 0.1, 0.1, 10.0, 100.0), (20, 1.0, 0.5, 4.0, 10.0), (99, 1.0, 0.3, 25.0, 1e4), (120, 0.5, 0.45, 25.0, 1e4)]:
    note = "the peak is at int(pct_start * transition_steps)"
    up = int(pct * n)
    case("cosine_onecycle_schedule", f"cosine_onecycle_schedule({n}, {peak}, {pct}, {div}, {final})", f"{peak} * (cosine({up}, from=1x / {div}, to=1x) then cosine({n - up}, to=1x / {div} / {final}))", note)

for n, peak, pct, pct_final, div, final in [(100, 1.0, 0.3, 0.85, 25.0, 1e4), (200, 0.1, 0.1, 0.5, 10.0, 100.0), (20, 1.0, 0.5, 0.9, 4.0, 10.0), (99, 1.0, 0.3, 0.85, 25.0, 1e4), (120, 0.5, 0.45, 0.9, 25.0, 1e4)]:
    up, down = int(pct * n), int(pct_final * n)
    case("linear_onecycle_schedule", f"linear_onecycle_schedule({n}, {peak}, {pct}, {pct_final}, {div}, {final})", f"{peak} * (linear({up}, from=1x / {div}, to=1x) then linear({down - up}, to=1x / {div}) then linear({n - down}, to=1x / {div} / {final}))", "boundaries are truncated to whole steps")

for init, peak, w in [(0.0, 1.0, 10), (0.01, 0.1, 100), (0.0, 0.3, 1), (0.5, 0.1, 20), (0.0, 1.0, 500)]:
    case("warmup_constant_schedule", f"warmup_constant_schedule({init}, {peak}, {w})", f"warmup({w}, from={init}, to={peak}) then hold")

for init, peak, w, n, end, exponent in [(0.0, 1.0, 10, 100, 0.0, 1.0), (0.0, 0.1, 20, 80, 0.01, 1.0), (0.05, 0.1, 1, 2, 0.0, 1.0), (0.0, 1.0, 10, 500, 0.1, 1.0), (0.0, 1.0, 10, 100, 0.0, 2.0)]:
    decay = f"cosine({n - w}, to={end})" if exponent == 1 else f"curve({n - w}, to={end}, u -> ((1 + cos(pi * u)) / 2)^{exponent})"
    case("warmup_cosine_decay_schedule", f"warmup_cosine_decay_schedule({init}, {peak}, {w}, {n}, {end}, {exponent})", f"warmup({w}, from={init}, to={peak}) then {decay}", "decay_steps includes the warmup")

for init, peak, w, n, rate, more, lehr in [
    (0.0, 1.0, 10, 10, 0.5, "", "exponential(10, gamma=0.5)"),
    (0.0, 0.1, 20, 30, 0.9, ", end_value=0.08", "max(exponential(30, gamma=0.9), 0.08)"),
    (0.01, 0.1, 5, 10, 0.5, ", staircase=True", "step(10, 0.5)"),
    (0.0, 1.0, 1, 1, 0.95, "", "exponential(gamma=0.95)"),
    (0.0, 1.0, 10, 20, 0.5, ", transition_begin=7", "hold for 7 then exponential(20, gamma=0.5)"),
]:
    case("warmup_exponential_decay_schedule", f"warmup_exponential_decay_schedule({init}, {peak}, {w}, {n}, {rate}{more})", f"warmup({w}, from={init}, to={peak}) then {lehr}")

for cycles in [[(0.0, 1.0, 5, 20, 0.0), (0.0, 0.5, 5, 40, 0.0)], [(0.0, 0.1, 1, 10, 0.01)] * 3, [(0.0, 1.0, 10, 30, 0.1), (0.1, 1.0, 10, 60, 0.1)], [(0.0, 1.0, 1, 2, 0.0)] * 2, [(0.5, 1.0, 20, 200, 0.0)]]:
    words = ", ".join(f"dict(init_value={i}, peak_value={p}, warmup_steps={w}, decay_steps={n}, end_value={e})" for i, p, w, n, e in cycles)
    lehr = " then ".join(f"warmup({w}, from={i}, to={p}) then cosine({n - w}, to={e})" for i, p, w, n, e in cycles)
    case("sgdr_schedule", f"sgdr_schedule([{words}])", lehr)

J = "join_schedules"
case(J, "join_schedules([linear_schedule(0.0, 1.0, 10), cosine_decay_schedule(1.0, 100)], [10])", "warmup(10, to=1.0) then cosine(100)")
case(J, "join_schedules([constant_schedule(0.1), exponential_decay(1.0, 10, 0.5)], [5])", "hold(0.1) for 5 then exponential(10, gamma=0.5, from=1.0)", "a part never picks up")
case(J, "join_schedules([linear_schedule(0.0, 1.0, 10), linear_schedule(1.0, 0.0, 50)], [5])", "linear(10, from=0, to=1.0) for 5 then linear(50, from=1.0)")
case(J, "join_schedules([constant_schedule(1.0), constant_schedule(0.5), constant_schedule(0.25)], [30, 60])", "hold(1.0) for 30 then hold(0.5) for 30 then hold(0.25)")
case(J, "join_schedules([cosine_decay_schedule(1.0, 20), cosine_decay_schedule(0.5, 40), cosine_decay_schedule(0.25, 80)], [20, 60])", "cosine(20, from=1.0) then cosine(40, from=0.5) then cosine(80, from=0.25)")

def plateau(words, lehr, metrics):
    """`contrib.reduce_on_plateau` scales updates; its scale is read after each one."""
    transform = eval(f"contrib.reduce_on_plateau({words})", {"contrib": optax.contrib})
    params = {"w": jnp.zeros(())}
    state, values = transform.init(params), []
    for metric in metrics:
        values.append(float(state.scale))
        _, state = transform.update(params, state, value=jnp.float32(metric))
    CASES.append(Case("contrib.reduce_on_plateau", f"contrib.reduce_on_plateau({words})", lehr, values, 1.0, "the count reaches patience, where PyTorch's exceeds it", {"m": metrics}))


flat = [1.0] * TICKS
falling = [1.0 - 0.0078125 * (t // 5) for t in range(TICKS)]
plateau("factor=0.5, patience=3", "plateau(0.5, 2, eps=0, metric=m)", flat)
plateau("factor=0.5, patience=3, cooldown=2", "plateau(0.5, 2, cooldown=2, eps=0, metric=m)", flat)
plateau("factor=0.5, patience=4", "plateau(0.5, 3, eps=0, metric=m)", falling)
plateau("factor=0.1, patience=10, min_scale=0.01", "plateau(0.1, 9, min=0.01, eps=0, metric=m)", flat)
plateau("factor=0.9, patience=2, rtol=0.0, atol=0.01", "plateau(0.9, 1, threshold=0.01, threshold_mode=abs, eps=0, metric=m)", falling)


def main():
    write("optax", optax.__version__, "float32", CASES)


if __name__ == "__main__":
    main()
