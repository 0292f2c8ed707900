# clean
from accelerate import Accelerator
from torch.optim import SGD
from torch.optim.lr_scheduler import MultiStepLR

accelerator = Accelerator()
opt = SGD(net.parameters(), lr=0.1)
sched = MultiStepLR(opt, milestones=[600, 1200, 1800])
net, opt, train, sched = accelerator.prepare(net, opt, train, sched)
step = 0
while step < 1000:
    accelerator.backward(net(next(train)))
    opt.step()
    sched.step()
    step += 1
