# finding: scheduler-overwritten at "LinearLR(optimizer, start_factor=0.1, total_iters=5)"
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = LinearLR(optimizer, start_factor=0.1, total_iters=5)
scheduler = CosineAnnealingLR(optimizer, T_max=100)
for epoch in range(100):
    train(model, optimizer)
    scheduler.step()
