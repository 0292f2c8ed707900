# finding: scheduler-overwritten at "StepLR(self.opt, 10)"
import torch
from torch.optim.lr_scheduler import ExponentialLR, StepLR


class T:
    def __init__(self, net):
        self.opt = torch.optim.SGD(net.parameters(), lr=0.1)
        self.sched = StepLR(self.opt, 10)
        self.sched = ExponentialLR(self.opt, 0.9)

    def fit(self):
        for _ in range(50):
            for b in self.data:
                self.opt.zero_grad()
                self.loss(b).backward()
                self.opt.step()
            self.sched.step()


T(net).fit()
