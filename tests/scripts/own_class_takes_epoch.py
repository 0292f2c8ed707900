# reason: "self.history()"
# clean
import torch
from torch.optim.lr_scheduler import _LRScheduler


class WarmupPoly(_LRScheduler):
    def __init__(self, optimizer, total, last_epoch=-1):
        self.total = total
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        return [base * self.history() for base in self.base_lrs]


optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = WarmupPoly(optimizer, 100)
for epoch in range(100):
    train(model, optimizer)
    scheduler.step(epoch)
