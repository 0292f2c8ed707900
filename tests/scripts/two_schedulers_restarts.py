# finding: two-schedulers at "CosineAnnealingWarmRestarts(self.o, T_0=10)"
import torch
from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts, MultiStepLR


class Fit:
    def __init__(self, net):
        self.net = net
        self.o = torch.optim.AdamW(net.parameters(), lr=1e-3)
        self.a = MultiStepLR(self.o, [40, 60], gamma=0.1)
        self.b = CosineAnnealingWarmRestarts(self.o, T_0=10)

    def run(self):
        for epoch in range(80):
            for b in self.loader:
                self.o.zero_grad()
                self.net(b).backward()
                self.o.step()
            self.a.step()
            self.b.step()


Fit(net).run()
