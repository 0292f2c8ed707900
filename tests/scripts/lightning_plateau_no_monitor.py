# finding: plateau-without-monitor at "torch.optim.lr_scheduler.ReduceLROnPlateau(opt, patience=3)"
import pytorch_lightning as pl
import torch


class Net(pl.LightningModule):
    def configure_optimizers(self):
        opt = torch.optim.Adam(self.parameters(), lr=1e-3)
        sched = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, patience=3)
        return [opt], [sched]


pl.Trainer(max_epochs=60).fit(Net())
