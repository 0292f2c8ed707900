# clean
# note: unsaid-schedule at "multiplier(step / 1000)"
from fvcore.common.param_scheduler import CosineParamScheduler

multiplier = CosineParamScheduler(1, 0)
for step in range(1000):
    for group in optimizer.param_groups:
        group["lr"] = 0.1 * multiplier(step / 1000)
    train_step(optimizer)
