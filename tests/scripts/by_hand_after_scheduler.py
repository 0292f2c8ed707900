# clean
# note: unsaid-schedule at "epoch > 20"
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = CosineAnnealingLR(optimizer, T_max=20)
for epoch in range(50):
    train(model, optimizer)
    scheduler.step()
    if epoch > 20:
        for group in optimizer.param_groups:
            group["lr"] = 1e-3
