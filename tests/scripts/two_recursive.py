# base: 0.1
# run: 80 epochs
# clean
import torch
from torch.optim.lr_scheduler import ExponentialLR, MultiStepLR

optimizer = torch.optim.SGD(model.parameters(), 0.1)
scheduler1 = ExponentialLR(optimizer, gamma=0.95)
scheduler2 = MultiStepLR(optimizer, milestones=[30, 60], gamma=0.1)
for epoch in range(80):
    for input, target in dataset:
        optimizer.zero_grad()
        loss = loss_fn(model(input), target)
        loss.backward()
        optimizer.step()
    scheduler1.step()
    scheduler2.step()
