"""Schedules in Lightning.

>>> import torch, lehr, lehr.lightning
>>> class Model(lehr.lightning.pl.LightningModule):
...     def configure_optimizers(self):
...         program = lehr.compile("lr = warmup(10 steps) then cosine", run=f"{self.trainer.estimated_stepping_batches} steps")
...         return lehr.lightning.optimizers(torch.optim.AdamW(self.parameters(), lr=3e-4), program)
"""

try:
    import lightning.pytorch as pl
except ImportError:
    import pytorch_lightning as pl  # noqa: F401

from lehr.torch import Scheduler


def optimizers(optimizer, program, groups=None, *, tracks=None):
    """What ``configure_optimizers`` returns: the optimizer, and its scheduler, which is stepped after each update.

    Lightning's own default steps a scheduler once an epoch. Accumulated batches are one update. The arguments are
    those of `lehr.torch.Scheduler`; the length of the run is ``trainer.estimated_stepping_batches``. A track that
    watches a metric gets it by ``scheduler.observe(val_loss=…)`` at the end of a validation.
    """
    scheduler = Scheduler(optimizer, program, groups, tracks=tracks)
    return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step", "frequency": 1}}
