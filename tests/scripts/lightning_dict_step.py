# base: 0.0003
# clean
import pytorch_lightning as pl
import torch


class Classifier(pl.LightningModule):
    def __init__(self, lr: float = 3e-4):
        super().__init__()
        self.save_hyperparameters()

    def configure_optimizers(self):
        optimizer = torch.optim.AdamW(self.parameters(), lr=self.hparams.lr)
        scheduler = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, max_lr=self.hparams.lr, total_steps=self.trainer.estimated_stepping_batches
        )
        return {
            "optimizer": optimizer,
            "lr_scheduler": {"scheduler": scheduler, "interval": "step", "frequency": 1},
        }


if __name__ == "__main__":
    trainer = pl.Trainer(max_epochs=10)
    trainer.fit(Classifier(), datamodule=data)
