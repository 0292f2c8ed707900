# clean
import optax

boundaries_and_scales = {30_000: 0.1, 60_000: 0.1}
schedule = optax.piecewise_constant_schedule(0.1, boundaries_and_scales)
tx = optax.sgd(schedule, momentum=0.9, nesterov=True)
