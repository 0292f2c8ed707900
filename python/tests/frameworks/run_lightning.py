import harness
import torch
from lightning.pytorch.callbacks import LearningRateMonitor

import lehr
import lehr.lightning
from lehr.lightning import pl


class Model(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = harness.net()

    def training_step(self, batch, index):
        return harness.loss(self.net, *batch)

    def configure_optimizers(self):
        # The run is the trainer's own.
        program = harness.program(run=f"{self.trainer.estimated_stepping_batches} steps")
        groups = [{"params": list(self.net.parameters()), "name": "body"}]
        return lehr.lightning.optimizers(torch.optim.SGD(groups, lr=1, momentum=0.9), program)


class Logger(pl.loggers.logger.DummyLogger):
    def __init__(self):
        super().__init__()
        self.rates = {}

    def log_metrics(self, metrics, step=None):
        if "lr-SGD/body" in metrics:
            self.rates[step] = metrics["lr-SGD/body"]


class Stop(pl.Callback):
    def __init__(self, epochs):
        self.epochs = epochs

    def on_train_epoch_end(self, trainer, module):
        trainer.should_stop = trainer.current_epoch + 1 == self.epochs


def train(folder, accumulate, stop, resume):
    model, logger = Model(), Logger()
    trainer = pl.Trainer(
        max_epochs=harness.EPOCHS,
        accumulate_grad_batches=accumulate,
        accelerator="cpu",
        logger=logger,
        log_every_n_steps=1,
        callbacks=[LearningRateMonitor(), Stop(stop)],
        default_root_dir=folder,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    path = folder / "last.ckpt"
    trainer.fit(model, harness.batches(accumulate), ckpt_path=path if resume else None)
    trainer.save_checkpoint(path)
    return model, logger.rates.values()


harness.main(lightning=train)
