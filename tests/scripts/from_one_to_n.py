# schedule: multistep([60, 120, 160], 0.2)
# base: 0.1
# run: 200 epochs
# clean
import torch.optim as optim

EPOCHS = 200
MILESTONES = [60, 120, 160]

optimizer = optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
train_scheduler = optim.lr_scheduler.MultiStepLR(optimizer, milestones=MILESTONES, gamma=0.2)

for epoch in range(1, EPOCHS + 1):
    for images, labels in loader:
        optimizer.zero_grad()
        loss_function(net(images), labels).backward()
        optimizer.step()
    train_scheduler.step()
