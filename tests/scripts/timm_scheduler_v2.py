# clean
import torch
from timm.scheduler import create_scheduler_v2

optimizer = torch.optim.AdamW(model.parameters(), lr=2e-4, weight_decay=0.05)
scheduler, num_epochs = create_scheduler_v2(
    optimizer, sched="cosine", num_epochs=50, warmup_epochs=5, warmup_lr=1e-6, min_lr=1e-6
)
for epoch in range(num_epochs):
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    scheduler.step(epoch + 1)
