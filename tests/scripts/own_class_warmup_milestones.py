# schedule: linear(5, from=0.001x, to=1x) then multistep([30, 60], 0.1) skip 5
# base: 0.2
# run: 90 epochs
# clean
from bisect import bisect_right

from torch import optim
from torch.optim.lr_scheduler import LRScheduler


class WarmupMultiStep(LRScheduler):
    def __init__(self, optimizer, milestones, gamma=0.1, warmup_factor=0.001, warmup_epochs=5, last_epoch=-1):
        if list(milestones) != sorted(milestones):
            raise ValueError("milestones have to rise")
        self.milestones = milestones
        self.gamma = gamma
        self.warmup_factor = warmup_factor
        self.warmup_epochs = warmup_epochs
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        factor = 1
        if self.last_epoch < self.warmup_epochs:
            alpha = float(self.last_epoch) / self.warmup_epochs
            factor = self.warmup_factor * (1 - alpha) + alpha
        drops = bisect_right(self.milestones, self.last_epoch)
        return [base * factor * self.gamma**drops for base in self.base_lrs]


def main():
    optimizer = optim.SGD(net.parameters(), lr=0.2, momentum=0.9)
    scheduler = WarmupMultiStep(optimizer, [30, 60])
    for epoch in range(90):
        train(net, optimizer)
        scheduler.step()


main()
