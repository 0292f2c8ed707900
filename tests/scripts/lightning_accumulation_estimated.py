# clean
import lightning as L
import torch
from torch.optim.lr_scheduler import OneCycleLR


class Classifier(L.LightningModule):
    def configure_optimizers(self):
        optimizer = torch.optim.AdamW(self.parameters(), lr=3e-4)
        steps = self.trainer.estimated_stepping_batches
        scheduler = OneCycleLR(optimizer, max_lr=3e-3, total_steps=steps)
        return [optimizer], [{"scheduler": scheduler, "interval": "step", "frequency": 1}]


L.Trainer(max_epochs=5, accumulate_grad_batches=4).fit(Classifier(), train_loader)
