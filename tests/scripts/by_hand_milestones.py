# run: 160 epochs
# clean
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(160):
    if epoch in [80, 120]:
        for group in optimizer.param_groups:
            group["lr"] *= 0.1
    train(model, optimizer)
