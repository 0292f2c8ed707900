import optax
from tensorflow import keras
schedule = optax.join_schedules([optax.linear_schedule(0.0, 0.1, 100), optax.cosine_decay_schedule(0.1, 900)], [100])
tx = optax.chain(optax.clip(1.0), optax.adamw(schedule))
model.compile(optimizer=keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 1000, 0.9)))
model.fit(x, epochs=10, callbacks=[keras.callbacks.LearningRateScheduler(lambda epoch, lr: lr * 0.9)])
