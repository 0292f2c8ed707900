# schedule: hold for 30 then hold(0.1x) for 30 then hold(0.01x)
# base: 0.1
# run: 90 epochs
# clean
from torch.optim import SGD
from torch.optim.lr_scheduler import LambdaLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = LambdaLR(optimizer, lambda e: 1 if e < 30 else 0.1 if e < 60 else 0.01)
for e in range(90):
    run_epoch(model, optimizer)
    scheduler.step()
