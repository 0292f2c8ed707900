# run: 100 epochs
# clean
import math

import torch

base_lr, epochs = 0.05, 100
optimizer = torch.optim.SGD(model.parameters(), lr=base_lr)
for epoch in range(epochs):
    optimizer.param_groups[0]["lr"] = base_lr * 0.5 * (1 + math.cos(math.pi * epoch / epochs))
    for x, y in loader:
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
