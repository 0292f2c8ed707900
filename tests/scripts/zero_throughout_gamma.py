# finding: zero-throughout at "lr=0.0"
from torch.optim import Adam
from torch.optim.lr_scheduler import CosineAnnealingLR

opt = Adam(net.parameters(), lr=0.0)
sched = CosineAnnealingLR(opt, T_max=50)
for _ in range(50):
    train(net, opt)
    sched.step()
