# finding: default-bites at "PolynomialLR(opt, power=0.9)"
from torch.optim import SGD
from torch.optim.lr_scheduler import PolynomialLR

opt = SGD(net.parameters(), lr=0.01)
sched = PolynomialLR(opt, power=0.9)
for e in range(80):
    train(net, opt)
    sched.step()
