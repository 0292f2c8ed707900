# schedule: linear(499, from=0.1%, to=1x) then hold for 1 then cosine(9500, to=1e-5) every 100
# base: 0.001
# run: 10000 steps
# open: len(train_dataloader) = 100
# clean
train_cfg = dict(by_epoch=True, max_epochs=100, val_interval=10)
optim_wrapper = dict(optimizer=dict(type="AdamW", lr=0.001, weight_decay=0.05))
param_scheduler = [
    dict(type="LinearLR", start_factor=1e-3, by_epoch=True, begin=0, end=5, convert_to_iter_based=True),
    dict(type="CosineAnnealingLR", T_max=95, eta_min=1e-5, by_epoch=True, begin=5, end=100),
]
