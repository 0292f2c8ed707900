# base: 0.001
# run: 300 epochs
# clean
_base_ = ["../_base_/default_runtime.py"]

max_epochs = 300
train_cfg = dict(by_epoch=True, max_epochs=max_epochs, val_interval=10)
optim_wrapper = dict(optimizer=dict(type="AdamW", lr=0.001, weight_decay=0.05))
param_scheduler = [
    dict(type="LinearLR", start_factor=1e-3, by_epoch=True, begin=0, end=20),
    dict(type="CosineAnnealingLR", eta_min=1e-5, by_epoch=True, begin=20, end=300),
]
