# finding: scheduler-rebuilt at "ExponentialLR(self.opt, 0.9)"
import torch
from torch.optim.lr_scheduler import ExponentialLR


class Fit:
    def __init__(self, net):
        self.net = net
        self.opt = torch.optim.SGD(net.parameters(), lr=0.1)

    def run(self):
        for _ in range(30):
            self.epoch()

    def epoch(self):
        sched = ExponentialLR(self.opt, 0.9)
        for b in self.data:
            self.opt.zero_grad()
            self.net(b).backward()
            self.opt.step()
        sched.step()


Fit(net).run()
