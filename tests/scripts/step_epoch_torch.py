# finding: step-takes-epoch at "epoch" 3
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 30)
for epoch in range(90):
    train(model, optimizer, epoch)
    scheduler.step(epoch)
