# finding: accumulation-ignored at "T_max=20 * len(train_loader)"
import pytorch_lightning as pl
import torch


class Classifier(pl.LightningModule):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def training_step(self, batch, index):
        x, y = batch
        return torch.nn.functional.cross_entropy(self.net(x), y)

    def configure_optimizers(self):
        optimizer = torch.optim.AdamW(self.parameters(), lr=3e-4)
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=20 * len(train_loader))
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}


trainer = pl.Trainer(max_epochs=20, accumulate_grad_batches=8)
trainer.fit(Classifier(Net()), train_loader)
