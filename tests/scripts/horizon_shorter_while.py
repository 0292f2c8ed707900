# base: 0.001
# run: 2000 steps
# finding: climbs-back at "T_max=1000"
import torch

optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=1000)
i = 0
while i < 2000:
    model(next(data)).backward()
    optimizer.step()
    optimizer.zero_grad()
    scheduler.step()
    i += 1
