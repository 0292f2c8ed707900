# finding: milestones-not-whole at "0.35 * epochs"
# finding: milestones-not-whole at "0.7 * epochs"
import torch

epochs = 90
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[0.35 * epochs, 0.7 * epochs], gamma=0.1)
for epoch in range(epochs):
    train(model, optimizer)
    scheduler.step()
