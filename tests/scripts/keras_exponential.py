# schedule: exponential(10000, gamma=0.9, from=0.01)
# clean
from tensorflow import keras

lr_schedule = keras.optimizers.schedules.ExponentialDecay(
    initial_learning_rate=1e-2, decay_steps=10000, decay_rate=0.9
)
optimizer = keras.optimizers.SGD(learning_rate=lr_schedule)
model.compile(optimizer=optimizer, loss="mse")
model.fit(x, y, epochs=50)
