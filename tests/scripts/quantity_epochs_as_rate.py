# finding: wrong-quantity at "max_lr=epochs"
import torch

epochs = 30
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=epochs, total_steps=3000)
for step in range(3000):
    net(next(data)).backward()
    optimizer.step()
    scheduler.step()
    optimizer.zero_grad()
