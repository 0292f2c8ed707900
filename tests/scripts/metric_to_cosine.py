# finding: metric-unused at "metrics['loss']"
from torch.optim import Adam
from torch.optim.lr_scheduler import CosineAnnealingLR

opt = Adam(net.parameters(), lr=1e-3)
sched = CosineAnnealingLR(opt, T_max=30)
for e in range(30):
    metrics = fit(net, opt)
    sched.step(metrics['loss'])
