# schedule: warmup(5, from=10%) then cosine(85) mirror repeat
# base: 0.1
# run: 90 epochs
# clean
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

warmup_epochs = 5
total_epochs = 90
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
warmup = LinearLR(optimizer, start_factor=0.1, total_iters=warmup_epochs)
cosine = CosineAnnealingLR(optimizer, T_max=total_epochs - warmup_epochs)
scheduler = SequentialLR(optimizer, schedulers=[warmup, cosine], milestones=[warmup_epochs])

for epoch in range(total_epochs):
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
    scheduler.step()
