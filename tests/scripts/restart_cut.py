# finding: restart-cut at "T_0=20"
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
scheduler = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=20)
for epoch in range(50):
    train(model, optimizer)
    scheduler.step()
