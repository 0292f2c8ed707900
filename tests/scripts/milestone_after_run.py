# base: 0.1
# run: 60 epochs
# finding: milestone-past-end at "90"
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[30, 50, 90], gamma=0.1)
for epoch in range(60):
    train(model, optimizer)
    scheduler.step()
