# clean
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=60)
for epoch in range(20):
    train(model, optimizer, augment=True)
    scheduler.step()
for epoch in range(20, 60):
    train(model, optimizer, augment=False)
    scheduler.step()
