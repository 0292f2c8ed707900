# base: 0.01
# run: 25 epochs
# finding: decay-never-happens at "step_size=30"
from torch.optim import SGD
from torch.optim.lr_scheduler import StepLR

optimizer = SGD(model.parameters(), lr=0.01)
scheduler = StepLR(optimizer, step_size=30, gamma=0.1)
for epoch in range(25):
    train(model, optimizer)
    scheduler.step()
