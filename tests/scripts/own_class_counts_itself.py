# reason: "Poly(optimizer, 10, 100)"
# clean
from torch.optim import SGD
from torch.optim.lr_scheduler import _LRScheduler


class Poly(_LRScheduler):
    def __init__(self, optimizer, epochs, batches):
        self.batches = batches
        self.batch = 0
        self.total = epochs * batches
        super().__init__(optimizer)

    def get_lr(self):
        done = self.last_epoch * self.batches + self.batch
        self.batch = (self.batch + 1) % self.batches
        return [base * (1 - done / self.total) ** 0.9 for base in self.base_lrs]


optimizer = SGD(model.parameters(), lr=0.1)
scheduler = Poly(optimizer, 10, 100)
for epoch in range(10):
    for batch in loader:
        train(model, batch, optimizer)
        scheduler.step(epoch)
