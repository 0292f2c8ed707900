# finding: default-bites at "ConstantLR(opt)"
from torch.optim import Adam
from torch.optim.lr_scheduler import ConstantLR

# The rate is meant to be constant.
opt = Adam(net.parameters(), lr=1e-3)
sched = ConstantLR(opt)
for e in range(50):
    train(net, opt)
    sched.step()
