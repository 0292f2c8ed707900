# note: processes-uncounted at "T_max=epochs * len(self.loader)"
# clean
import torch
from accelerate import Accelerator
from torch.optim.lr_scheduler import CosineAnnealingLR


class Trainer:
    def __init__(self, model, loader):
        self.accelerator = Accelerator()
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
        self.model, self.optimizer, self.loader = self.accelerator.prepare(model, optimizer, loader)

    def fit(self, epochs):
        scheduler = CosineAnnealingLR(self.optimizer, T_max=epochs * len(self.loader))
        scheduler = self.accelerator.prepare(scheduler)
        for epoch in range(epochs):
            for batch in self.loader:
                self.accelerator.backward(self.model(batch))
                self.optimizer.step()
                scheduler.step()


Trainer(model, loader).fit(5)
