# schedule: step(10, 0.5)
# base: 0.001
# run: 50 epochs
# clean
from torch.optim import Adam, lr_scheduler

opt = Adam(net.parameters())
sch = lr_scheduler.StepLR(opt, 10, 0.5)
for ep in range(50):
    for b in dl:
        opt.zero_grad(); net(b).backward(); opt.step()
    sch.step()
