# schedule: multistep([54, 81], 0.1)
# base: 0.1
# run: 90 epochs
# clean
import torch

epochs = 90
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
milestones = [int(0.6 * epochs), int(0.9 * epochs)]
scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones, gamma=0.1)
for epoch in range(epochs):
    train(model, optimizer)
    scheduler.step()
