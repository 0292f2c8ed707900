# finding: lightning-interval at "T_max=50"
import pytorch_lightning as pl
import torch


class Net(pl.LightningModule):
    def configure_optimizers(self):
        opt = torch.optim.SGD(self.parameters(), lr=0.1)
        sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=50)
        return [opt], [{"scheduler": sched, "interval": "step"}]


trainer = pl.Trainer(max_epochs=50)
trainer.fit(Net())
