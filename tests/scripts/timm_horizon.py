# finding: cut-by-run at "t_initial=300"
import torch
from timm.scheduler import CosineLRScheduler

optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
scheduler = CosineLRScheduler(optimizer, t_initial=300, lr_min=1e-6)
for epoch in range(100):
    train_one_epoch(model, optimizer)
    scheduler.step(epoch + 1)
