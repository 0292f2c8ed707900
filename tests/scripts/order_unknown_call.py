# schedule: step(30, 0.1)
# base: 0.1
# run: 90 epochs
# clean
import torch
from torch.optim.lr_scheduler import StepLR
from engine import train_epoch, validate

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, step_size=30)
for epoch in range(90):
    train_epoch(model, loader, optimizer, epoch)
    scheduler.step()
    validate(model)
