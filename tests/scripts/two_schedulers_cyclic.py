# finding: two-schedulers at "CyclicLR(opt, base_lr=1e-4, max_lr=1e-2, step_size_up=500)"
from torch.optim import SGD
from torch.optim.lr_scheduler import CyclicLR, ExponentialLR

opt = SGD(net.parameters(), lr=1e-2, momentum=0.9)
cyclic = CyclicLR(opt, base_lr=1e-4, max_lr=1e-2, step_size_up=500)
decay = ExponentialLR(opt, gamma=0.999)
for i in range(10000):
    opt.zero_grad()
    net(next(data)).backward()
    opt.step()
    decay.step()
    cyclic.step()
