# clean
import lightning as L
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR

ACCUMULATE = 8
EPOCHS = 20


class Classifier(L.LightningModule):
    def configure_optimizers(self):
        optimizer = torch.optim.AdamW(self.parameters(), lr=3e-4)
        scheduler = CosineAnnealingLR(optimizer, T_max=EPOCHS * len(train_loader) // ACCUMULATE)
        return [optimizer], [{"scheduler": scheduler, "interval": "step"}]


trainer = L.Trainer(max_epochs=EPOCHS, accumulate_grad_batches=ACCUMULATE)
trainer.fit(Classifier(), train_loader)
