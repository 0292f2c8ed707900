# clean
# note: unsaid-schedule at "epoch < 50"
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=50)
for epoch in range(200):
    train(model, optimizer)
    if epoch < 50:
        scheduler.step()
    else:
        for group in optimizer.param_groups:
            group["lr"] = 1e-4
