# schedule: cosine(100, to=1e-6) mirror repeat
# base: 0.1
# clean
from argparse import ArgumentParser

import pytorch_lightning as pl
import torch


class ImageNetModel(pl.LightningModule):
    def __init__(self, learning_rate=0.1, max_epochs=100):
        super().__init__()
        self.learning_rate = learning_rate
        self.max_epochs = max_epochs

    def configure_optimizers(self):
        optimizer = torch.optim.SGD(self.parameters(), lr=self.learning_rate, momentum=0.9)
        lr_scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=self.max_epochs, eta_min=1e-6)
        return [optimizer], [{"scheduler": lr_scheduler, "interval": "epoch"}]
