# schedule: multistep([50, 75], 0.1)
# base: 0.1
# run: 100 epochs
# clean
import torch

epochs = 100
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[0.5 * epochs, 0.75 * epochs], gamma=0.1)
for epoch in range(epochs):
    train(model, optimizer)
    scheduler.step()
