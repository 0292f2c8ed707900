# finding: float-horizon at "T_0=epochs / 5"
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts

epochs = 100
opt = SGD(net.parameters(), lr=0.1)
sched = CosineAnnealingWarmRestarts(opt, T_0=epochs / 5)
for e in range(epochs):
    train(net, opt)
    sched.step()
