# schedule: step(25, 0.2)
# base: 0.1
# run: 100 epochs
# clean
import torch

opt_kwargs = dict(lr=0.1, momentum=0.9)
sched_kwargs = {"step_size": 25, "gamma": 0.2}
optimizer = torch.optim.SGD(net.parameters(), **opt_kwargs)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, **sched_kwargs)
for epoch in range(100):
    train(net, optimizer)
    scheduler.step()
