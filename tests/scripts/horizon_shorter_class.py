# base: 0.001
# run: 60 epochs
# finding: climbs-back at "T_max=30"
import torch


class Runner:
    epochs = 60

    def __init__(self, model):
        self.model = model
        self.optim = torch.optim.Adam(model.parameters(), lr=1e-3)
        self.sched = torch.optim.lr_scheduler.CosineAnnealingLR(self.optim, T_max=30)

    def train(self):
        for epoch in range(self.epochs):
            self.epoch()
            self.sched.step()

    def epoch(self):
        for x in self.data:
            self.optim.zero_grad()
            self.model(x).backward()
            self.optim.step()


Runner(net).train()
