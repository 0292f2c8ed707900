# reason: "group[\"lr\"]"
# clean
from torch.optim import SGD
from torch.optim.lr_scheduler import _LRScheduler


class Drops(_LRScheduler):
    def __init__(self, optimizer, at):
        self.at = at
        super().__init__(optimizer)

    def get_lr(self):
        if self.last_epoch in self.at:
            return [group["lr"] * 0.1 for group in self.optimizer.param_groups]
        return [group["lr"] for group in self.optimizer.param_groups]


optimizer = SGD(model.parameters(), lr=0.1)
scheduler = Drops(optimizer, [30])
for epoch in range(40):
    train(model, optimizer)
    scheduler.step()
