# run: unknown
# clean
import torch
from framework import BaseTrainer


class SegTrainer(BaseTrainer):
    def build(self):
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01)
        self.scheduler = torch.optim.lr_scheduler.PolynomialLR(self.optimizer, total_iters=80, power=0.9)

    def train_step(self, batch):
        self.optimizer.zero_grad()
        self.loss(batch).backward()
        self.optimizer.step()
