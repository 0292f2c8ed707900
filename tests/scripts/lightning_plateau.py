# schedule: plateau(0.5, patience=3)
# base: 0.01
# run: 50 epochs
# clean
import pytorch_lightning as pl
from torch.optim import SGD
from torch.optim.lr_scheduler import ReduceLROnPlateau


class Net(pl.LightningModule):
    def configure_optimizers(self):
        opt = SGD(self.parameters(), lr=0.01)
        return {
            "optimizer": opt,
            "lr_scheduler": ReduceLROnPlateau(opt, factor=0.5, patience=3),
            "monitor": "val_loss",
        }


pl.Trainer(max_epochs=50).fit(Net())
