# finding: default-bites at "LinearLR(optimizer)"
import torch
from torch.optim.lr_scheduler import LinearLR

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = LinearLR(optimizer)
for epoch in range(100):
    train(model, optimizer)
    scheduler.step()
