# schedule: exponential(gamma=0.9) * (piecewise([5], [0.5x, 1x]))
# base: 0.1
# run: 60 epochs
# clean
import torch
from torch.optim import lr_scheduler as sched

opt = torch.optim.SGD(model.parameters(), lr=0.1)
halved = sched.ConstantLR(opt, factor=0.5, total_iters=5)
decay = sched.ExponentialLR(opt, gamma=0.9)
scheduler = sched.ChainedScheduler([halved, decay])
for _ in range(60):
    train(opt)
    scheduler.step()
