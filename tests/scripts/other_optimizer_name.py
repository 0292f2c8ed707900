# finding: other-optimizer at "CosineAnnealingLR(opt_a, T_max=40)"
from torch.optim import Adam
from torch.optim.lr_scheduler import CosineAnnealingLR

opt_a = Adam(net.head.parameters(), lr=1e-3)
opt_b = Adam(net.parameters(), lr=1e-4)
sched = CosineAnnealingLR(opt_a, T_max=40)
for e in range(40):
    for b in loader:
        opt_b.zero_grad()
        net(b).backward()
        opt_b.step()
    sched.step()
