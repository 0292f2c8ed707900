# schedule: step(10, 0.1)
# base: 0.1
# run: 30 epochs
# clean
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = getattr(torch.optim.lr_scheduler, "StepLR")(optimizer, 10)
for epoch in range(30):
    train(model, optimizer)
    scheduler.step()
