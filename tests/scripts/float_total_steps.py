# finding: float-horizon at "total_steps=n / batch"
import torch

n, batch = 50000, 100
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=n / batch)
for i in range(500):
    model(next(data)).backward()
    optimizer.step()
    scheduler.step()
    optimizer.zero_grad()
