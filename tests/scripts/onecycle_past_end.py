# finding: onecycle-past-end at "total_steps=1000"
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=1000)
for step in range(2000):
    optimizer.zero_grad()
    model(next(data)).backward()
    optimizer.step()
    scheduler.step()
