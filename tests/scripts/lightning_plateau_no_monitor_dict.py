# finding: plateau-without-monitor at "ReduceLROnPlateau(opt)"
import lightning.pytorch as pl
from torch.optim import Adam
from torch.optim.lr_scheduler import ReduceLROnPlateau


class Net(pl.LightningModule):
    def configure_optimizers(self):
        opt = Adam(self.parameters(), lr=1e-3)
        return {"optimizer": opt, "lr_scheduler": ReduceLROnPlateau(opt)}
