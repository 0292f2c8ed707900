# schedule: warmup(100, from=0, to=0.001) then cosine(900, from=0.001, to=0)
# clean
import optax

peak = 1e-3
warmup_fn = optax.linear_schedule(init_value=0.0, end_value=peak, transition_steps=100)
cosine_fn = optax.cosine_decay_schedule(init_value=peak, decay_steps=900)
schedule_fn = optax.join_schedules(schedules=[warmup_fn, cosine_fn], boundaries=[100])
optimizer = optax.adam(learning_rate=schedule_fn)
