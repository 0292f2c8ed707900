# finding: accumulation-ignored at "T_max=len(loader)"
import torch

optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=len(loader))
for i, batch in enumerate(loader):
    loss = model(batch) / 8
    loss.backward()
    if (i + 1) % 8 == 0:
        optimizer.step()
        optimizer.zero_grad()
        scheduler.step()
