# finding: scheduler-rebuilt at "CosineAnnealingLR(optimizer, T_max=len(loader))"
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR


def train_epoch(model, loader, optimizer):
    scheduler = CosineAnnealingLR(optimizer, T_max=len(loader))
    for x in loader:
        optimizer.zero_grad()
        model(x).backward()
        optimizer.step()
        scheduler.step()


optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for epoch in range(20):
    train_epoch(model, loader, optimizer)
