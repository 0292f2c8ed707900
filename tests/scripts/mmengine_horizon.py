# finding: milestone-past-end at "22"
train_cfg = dict(type="EpochBasedTrainLoop", max_epochs=12)
optim_wrapper = dict(optimizer=dict(type="SGD", lr=0.02))
param_scheduler = [dict(type="MultiStepLR", begin=0, end=24, by_epoch=True, milestones=[8, 11, 22], gamma=0.1)]
