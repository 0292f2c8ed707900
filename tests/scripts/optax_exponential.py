# schedule: exponential(1000, gamma=0.9, from=0.01)
# clean
import optax
from flax.training import train_state

lr_schedule = optax.exponential_decay(init_value=1e-2, transition_steps=1000, decay_rate=0.9)
state = train_state.TrainState.create(apply_fn=net.apply, params=params, tx=optax.adam(lr_schedule))
