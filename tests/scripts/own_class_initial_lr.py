# schedule: linear(120, to=0)
# base: 1e-3
# run: 120 steps
# clean
import torch.optim as optim
from torch.optim import lr_scheduler


class LinearLR(lr_scheduler._LRScheduler):
    def __init__(self, optimizer, total_iter, last_epoch=-1):
        self.total_iter = total_iter
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        weight = 1 - self.last_epoch / self.total_iter
        return [weight * group["initial_lr"] for group in self.optimizer.param_groups]


optimizer = optim.Adam(net.parameters(), lr=1e-3)
scheduler = LinearLR(optimizer, 120)
for step in range(120):
    loss(net, next(batches)).backward()
    optimizer.step()
    scheduler.step()
