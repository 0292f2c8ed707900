import pytorch_lightning as pl
import torch
class Lit(pl.LightningModule):
    def __init__(self, lr=1e-3, warmup: int = 100):
        super().__init__()
        self.save_hyperparameters()
    def training_step(self, batch, idx):
        return self.loss(batch)
    def configure_optimizers(self):
        opt = torch.optim.AdamW(self.parameters(), lr=self.hparams.lr)
        sched = torch.optim.lr_scheduler.OneCycleLR(
            opt, max_lr=self.hparams.lr, total_steps=self.trainer.estimated_stepping_batches)
        return {"optimizer": opt, "lr_scheduler": {"scheduler": sched, "interval": "step"}}
trainer = pl.Trainer(max_epochs=10)
trainer.fit(Lit(lr=0.01), loader)
