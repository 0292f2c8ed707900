# schedule: step(30, 0.1)
# base: 0.1
# run: 90 epochs
# clean
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 30)
for epoch in range(90):
    for x, y in loader:
        x, y = x.cuda(async=True), y.cuda(async=True)
        loss(model(x), y).backward()
        optimizer.step()
    scheduler.step()
