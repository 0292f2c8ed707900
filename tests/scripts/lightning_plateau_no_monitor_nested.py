# finding: plateau-without-monitor at "ReduceLROnPlateau(opt, factor=0.5, patience=4)"
import pytorch_lightning as pl
from torch.optim import SGD
from torch.optim.lr_scheduler import ReduceLROnPlateau


class Net(pl.LightningModule):
    def configure_optimizers(self):
        opt = SGD(self.parameters(), lr=0.1)
        lr_scheduler = {
            "scheduler": ReduceLROnPlateau(opt, factor=0.5, patience=4),
            "interval": "epoch",
            "frequency": 1,
        }
        return {"optimizer": opt, "lr_scheduler": lr_scheduler}
