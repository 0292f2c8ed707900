# schedule: cosine(5000, from=0.1, to=0)
# clean
import tensorflow as tf

schedule = tf.keras.optimizers.schedules.CosineDecay(0.1, decay_steps=5000)
model.compile(tf.keras.optimizers.Adam(schedule), loss="categorical_crossentropy")
model.fit(ds, epochs=10, steps_per_epoch=500)
