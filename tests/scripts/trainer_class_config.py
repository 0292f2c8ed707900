# schedule: step(20, 0.5)
# base: 0.01
# run: 100 epochs
# clean
from dataclasses import dataclass

import torch


@dataclass
class Config:
    lr: float = 0.01
    epochs: int = 100
    step_size: int = 20
    gamma: float = 0.5


class Experiment:
    def __init__(self, config: Config):
        self.config = config
        self.net = torch.nn.LSTM(8, 16)
        self.opt = torch.optim.RMSprop(self.net.parameters(), lr=config.lr)
        self.lr_sched = torch.optim.lr_scheduler.StepLR(self.opt, config.step_size, config.gamma)

    def run(self):
        for epoch in range(self.config.epochs):
            self._one_epoch()
            self.lr_sched.step()

    def _one_epoch(self):
        for batch in self.batches():
            self.opt.zero_grad()
            self.loss(batch).backward()
            self.opt.step()


Experiment(Config()).run()
