# finding: plateau-mode at "\"val_dice\""
import pytorch_lightning as pl
import torch


class Seg(pl.LightningModule):
    def configure_optimizers(self):
        opt = torch.optim.Adam(self.parameters(), lr=1e-3)
        sched = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, mode="min", patience=5)
        return {"optimizer": opt, "lr_scheduler": {"scheduler": sched, "monitor": "val_dice"}}


pl.Trainer(max_epochs=100).fit(Seg())
