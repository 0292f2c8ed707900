# schedule: multistep([80, 120], 0.1)
# base: 0.1
# run: 160 epochs
# clean
from torch.optim import *
from torch.optim.lr_scheduler import *

optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
scheduler = MultiStepLR(optimizer, [80, 120])
for epoch in range(160):
    train(model, optimizer)
    scheduler.step()
