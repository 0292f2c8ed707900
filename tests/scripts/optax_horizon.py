# finding: cut-by-run at "decay_steps=100_000"
import optax

schedule = optax.cosine_decay_schedule(init_value=1e-3, decay_steps=100_000)
tx = optax.adamw(schedule)
state = tx.init(params)
for step in range(10_000):
    grads = grad_fn(params, next(batches))
    updates, state = tx.update(grads, state, params)
    params = optax.apply_updates(params, updates)
