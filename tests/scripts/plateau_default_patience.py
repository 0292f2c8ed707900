# finding: plateau-cannot-act at "ReduceLROnPlateau(opt, 'min')"
from torch.optim import Adam
from torch.optim.lr_scheduler import ReduceLROnPlateau

opt = Adam(net.parameters())
sched = ReduceLROnPlateau(opt, 'min')
for e in range(10):
    fit(net, opt)
    val_loss = score(net)
    sched.step(val_loss)
