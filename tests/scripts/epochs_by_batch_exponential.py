# finding: epochs-stepped-by-batch at "gamma=0.9"
from torch.optim import Adam
from torch.optim.lr_scheduler import ExponentialLR

opt = Adam(net.parameters(), lr=1e-3)
sched = ExponentialLR(opt, gamma=0.9)
for epoch in range(50):
    for i in range(1000):
        opt.zero_grad()
        net(sample()).backward()
        opt.step()
        sched.step()
