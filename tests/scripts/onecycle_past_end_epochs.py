# finding: onecycle-past-end at "epochs=10"
from torch.optim import Adam
from torch.optim.lr_scheduler import OneCycleLR

opt = Adam(net.parameters())
sched = OneCycleLR(opt, max_lr=1e-2, epochs=10, steps_per_epoch=len(train_dl))
for e in range(12):
    for b in train_dl:
        opt.zero_grad()
        net(b).backward()
        opt.step()
        sched.step()
