# finding: never-stepped at "torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=1000)"
import torch
from accelerate import Accelerator

accelerator = Accelerator()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=1000)
model, optimizer, loader, scheduler = accelerator.prepare(model, optimizer, loader, scheduler)
for batch in loader:
    loss = model(batch)
    accelerator.backward(loss)
    optimizer.step()
    optimizer.zero_grad()
