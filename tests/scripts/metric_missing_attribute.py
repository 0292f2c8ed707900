# finding: metric-missing at "self.sched.step()"
from torch.optim import Adam
from torch.optim.lr_scheduler import ReduceLROnPlateau


class Trainer:
    def __init__(self, net):
        self.opt = Adam(net.parameters())
        self.sched = ReduceLROnPlateau(self.opt, factor=0.5, patience=3)

    def fit(self):
        for _ in range(50):
            for b in self.dl:
                self.opt.zero_grad()
                self.loss(b).backward()
                self.opt.step()
            self.sched.step()


Trainer(net).fit()
