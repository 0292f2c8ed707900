# finding: other-optimizer at "ExponentialLR(torch.optim.SGD(net.parameters(), lr=0.1), 0.9)"
import torch
from torch.optim.lr_scheduler import ExponentialLR


class Fit:
    def __init__(self, net):
        self.net = net
        self.opt = torch.optim.SGD(net.parameters(), lr=0.1)
        self.sched = ExponentialLR(torch.optim.SGD(net.parameters(), lr=0.1), 0.9)

    def run(self):
        for _ in range(30):
            for b in self.data:
                self.opt.zero_grad()
                self.net(b).backward()
                self.opt.step()
            self.sched.step()


Fit(net).run()
