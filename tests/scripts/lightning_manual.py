# clean
import lightning.pytorch as pl
import torch


class Gan(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.automatic_optimization = False

    def training_step(self, batch, batch_idx):
        opt = self.optimizers()
        sch = self.lr_schedulers()
        opt.zero_grad()
        self.manual_backward(self.loss(batch))
        opt.step()
        if self.trainer.is_last_batch:
            sch.step()

    def configure_optimizers(self):
        opt = torch.optim.Adam(self.parameters(), lr=2e-4)
        return [opt], [torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=200)]
