# finding: step-takes-epoch at "epoch + 1"
import torch


class Trainer:
    def __init__(self, net):
        self.opt = torch.optim.SGD(net.parameters(), lr=0.01)
        self.lr_scheduler = torch.optim.lr_scheduler.MultiStepLR(self.opt, [20, 40])

    def run(self):
        for epoch in range(60):
            self.train(epoch)
            self.lr_scheduler.step(epoch + 1)

    def train(self, epoch):
        for b in self.batches:
            self.opt.zero_grad()
            self.loss(b).backward()
            self.opt.step()


Trainer(net).run()
