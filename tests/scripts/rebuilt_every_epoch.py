# finding: scheduler-rebuilt at "torch.optim.lr_scheduler.StepLR(optimizer, step_size=10)"
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(50):
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10)
    train(model, optimizer)
    scheduler.step()
