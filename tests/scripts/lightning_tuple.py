# schedule: step(20, 0.1)
# base: 0.001
# run: 60 epochs
# clean
import lightning as L
import torch


class LitModel(L.LightningModule):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def training_step(self, batch, batch_idx):
        x, y = batch
        return torch.nn.functional.cross_entropy(self.net(x), y)

    def configure_optimizers(self):
        optimizer = torch.optim.Adam(self.parameters(), lr=1e-3)
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=20)
        return [optimizer], [scheduler]


trainer = L.Trainer(max_epochs=60)
trainer.fit(LitModel(net), loader)
