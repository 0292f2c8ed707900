# schedule: step(30, 0.1)
# base: 0.01
# schedule: step(30, 0.1)
# base: 0.001
# run: 90 epochs
# clean
import torch
from torch.optim.lr_scheduler import StepLR

opt_a = torch.optim.SGD(encoder.parameters(), lr=0.01)
opt_b = torch.optim.SGD(decoder.parameters(), lr=0.001)
schedulers = [StepLR(opt_a, 30), StepLR(opt_b, 30)]
for epoch in range(90):
    for x in loader:
        loss(x).backward()
        opt_a.step()
        opt_b.step()
    for scheduler in schedulers:
        scheduler.step()
