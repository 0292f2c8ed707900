# schedule: warmup(1000, from=0, to=0.0006) then cosine(19000, to=6e-5)
# run: 20000 updates
# clean
import jax
import optax

total_steps = 20_000
schedule = optax.warmup_cosine_decay_schedule(
    init_value=0.0, peak_value=6e-4, warmup_steps=1_000, decay_steps=total_steps, end_value=6e-5
)
tx = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, b1=0.9, b2=0.95))
opt_state = tx.init(params)


@jax.jit
def train_step(params, opt_state, batch):
    grads = jax.grad(loss_fn)(params, batch)
    updates, opt_state = tx.update(grads, opt_state, params)
    return optax.apply_updates(params, updates), opt_state


for step in range(total_steps):
    params, opt_state = train_step(params, opt_state, next(batches))
