# finding: wrong-quantity at "0.1" 2
from torch.optim import SGD
from torch.optim.lr_scheduler import StepLR

opt = SGD(net.parameters(), lr=0.1)
sched = StepLR(opt, 0.1, 30)
for e in range(90):
    train(net, opt)
    sched.step()
