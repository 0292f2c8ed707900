# reason: "[\", 10])\", 20]"
from torch.optim import SGD
from torch.optim.lr_scheduler import MultiStepLR

opt = SGD(net.parameters(), lr=0.1)
sched = MultiStepLR(opt, milestones=[", 10])", 20])
for epoch in range(30):
    train(net, opt)
    sched.step()
