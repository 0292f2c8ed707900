# none
# clean
import pytorch_lightning as pl
import torch


class AutoEncoder(pl.LightningModule):
    def training_step(self, batch, batch_idx):
        x, _ = batch
        return torch.nn.functional.mse_loss(self.decoder(self.encoder(x)), x)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=1e-3)


pl.Trainer(max_epochs=5).fit(AutoEncoder(), loader)
