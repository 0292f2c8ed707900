# schedule: onecycle(5000)
# base: 0.1
# open: len(train_loader) = 500
# run: 5000 steps
# clean
import torch
from torch.optim.lr_scheduler import OneCycleLR

epochs = 10
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
scheduler = OneCycleLR(optimizer, max_lr=0.1, steps_per_epoch=len(train_loader), epochs=epochs)

for epoch in range(epochs):
    for data, target in train_loader:
        optimizer.zero_grad()
        output = model(data)
        loss = criterion(output, target)
        loss.backward()
        optimizer.step()
        scheduler.step()
