# schedule: cosine(10) repeat(stretch=2)
# base: 0.05
# run: 70 epochs
# clean
import torch
from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts as WarmRestarts

optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
scheduler = WarmRestarts(optimizer, T_0=10, T_mult=2)
for epoch in range(70):
    train_epoch(model, optimizer)
    scheduler.step()
