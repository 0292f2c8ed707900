# schedule: factor(t -> max(0.01, 0.5 * (1 + cos(pi * t / 40))))
# base: 0.1
# params: args.epochs = 40
# run: 40 epochs
# clean
import argparse
import math

from torch.optim import SGD
from torch.optim.lr_scheduler import _LRScheduler

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=40)
args = parser.parse_args()


class Cosine(_LRScheduler):
    min_lr = 1e-3

    def __init__(self, optimizer, epochs):
        self.epochs = epochs
        super().__init__(optimizer)

    def get_lr(self):
        lrs = [max(self.min_lr, base * 0.5 * (1 + math.cos(math.pi * self.last_epoch / self.epochs))) for base in self.base_lrs]
        return lrs


optimizer = SGD(net.parameters(), lr=0.1)
scheduler = Cosine(optimizer, args.epochs)
for epoch in range(args.epochs):
    train_epoch(net, optimizer)
    scheduler.step()
