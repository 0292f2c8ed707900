# schedule: multistep([30, 60], 0.1)
# base: 0.1
# run: 90 epochs
# clean
from bisect import bisect

from torch.optim import SGD
from torch.optim.lr_scheduler import LambdaLR

MILESTONES = (30, 60)
optimizer = SGD(model.parameters(), lr=0.1)
scheduler = LambdaLR(optimizer, lambda epoch: 0.1 ** bisect(MILESTONES, epoch))
for epoch in range(90):
    train(model, optimizer)
    scheduler.step()
