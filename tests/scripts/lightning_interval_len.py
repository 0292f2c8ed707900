# finding: lightning-interval at "T_max=20 * len(train_loader)"
import lightning as L
import torch


class Net(L.LightningModule):
    def configure_optimizers(self):
        opt = torch.optim.SGD(self.parameters(), lr=0.1)
        sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=20 * len(train_loader))
        return {"optimizer": opt, "lr_scheduler": {"scheduler": sched, "interval": "epoch"}}


L.Trainer(max_epochs=20).fit(Net(), train_loader)
