# finding: lightning-interval at "total_steps=self.trainer.estimated_stepping_batches"
import pytorch_lightning as pl
import torch


class Net(pl.LightningModule):
    def configure_optimizers(self):
        opt = torch.optim.AdamW(self.parameters(), lr=1e-3)
        sched = torch.optim.lr_scheduler.OneCycleLR(
            opt, max_lr=1e-3, total_steps=self.trainer.estimated_stepping_batches
        )
        return [opt], [sched]


pl.Trainer(max_epochs=10).fit(Net())
