# schedule: plateau(0.2, patience=5, metric=val_loss)
# clean
import keras

model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="mse")
reduce_lr = keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.2, patience=5)
model.fit(x, y, epochs=100, callbacks=[reduce_lr])
