# finding: plateau-mode at "sched.step(valid_loss)"
from torch.optim import Adam
from torch.optim.lr_scheduler import ReduceLROnPlateau

opt = Adam(net.parameters())
sched = ReduceLROnPlateau(opt, mode="max", factor=0.5, patience=2)
for e in range(40):
    fit(net, opt)
    valid_loss = run_validation(net)
    sched.step(valid_loss)
