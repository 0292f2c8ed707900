# schedule: multistep([8, 11], 0.1)
# base: 0.02
# run: 12 epochs
# clean
train_cfg = dict(type="EpochBasedTrainLoop", max_epochs=12, val_interval=1)
optim_wrapper = dict(type="OptimWrapper", optimizer=dict(type="SGD", lr=0.02, momentum=0.9, weight_decay=0.0001))
param_scheduler = [
    dict(type="MultiStepLR", begin=0, end=12, by_epoch=True, milestones=[8, 11], gamma=0.1),
]
