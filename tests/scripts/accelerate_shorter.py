# finding: climbs-back at "T_max=500"
import torch
from accelerate import Accelerator

accelerator = Accelerator()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=500)
model, optimizer, loader, scheduler = accelerator.prepare(model, optimizer, loader, scheduler)
batches = iter(loader)
for step in range(1000):
    accelerator.backward(model(next(batches)))
    optimizer.step()
    scheduler.step()
    optimizer.zero_grad()
