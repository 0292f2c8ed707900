# clean
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)
for epoch in range(100):
    train(model, optimizer)
    if epoch % 2 == 0:
        scheduler.step()
