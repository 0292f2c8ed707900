# schedule: factor(t -> (1 - t / 50) ^ 0.9)
# base: 0.1
# run: 50 epochs
# clean
import torch
from torch.optim.lr_scheduler import _LRScheduler


class PolyLR(_LRScheduler):
    def __init__(self, optimizer, max_iters, power=0.9, last_epoch=-1):
        self.power = power
        self.max_iters = max_iters
        super(PolyLR, self).__init__(optimizer, last_epoch)

    def get_lr(self):
        return [base_lr * (1 - self.last_epoch / self.max_iters) ** self.power for base_lr in self.base_lrs]


optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = PolyLR(optimizer, max_iters=50)
for epoch in range(50):
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
    scheduler.step()
