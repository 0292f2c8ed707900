# clean
# note: horizon-open at "T_max=len(schedule_points)"
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=len(schedule_points))
for epoch in range(num_epochs):
    for x, y in train_loader:
        optimizer.zero_grad()
        loss(model(x), y).backward()
        optimizer.step()
    scheduler.step()
