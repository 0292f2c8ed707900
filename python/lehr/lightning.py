"""Schedules in Lightning.

>>> import torch, lehr, lehr.lightning
>>> class Model(lehr.lightning.pl.LightningModule):
...     def configure_optimizers(self):
...         program = lehr.compile("lr = warmup(10 steps) then cosine", run=f"{self.trainer.estimated_stepping_batches} steps")
...         return lehr.lightning.optimizers(torch.optim.AdamW(self.parameters(), lr=3e-4), program)
"""

from collections.abc import Sequence
from typing import Any

from torch.optim import Optimizer

try:
    import lightning.pytorch as pl
except ImportError:
    import pytorch_lightning as pl  # type: ignore[no-redef]  # noqa: F401

from lehr._lehr import Program, Schedule
from lehr.torch import Groups, Scheduler


def optimizers(
    optimizer: Optimizer,
    program: Program | Schedule,
    groups: Groups | None = None,
    *,
    tracks: Sequence[str] | None = None,
) -> dict[str, Any]:
    """What ``configure_optimizers`` returns: the optimizer, and its scheduler, which is stepped after each update.

    Lightning's own default steps a scheduler once an epoch. Accumulated batches are one update. The arguments are
    those of `lehr.torch.Scheduler`; the length of the run is ``trainer.estimated_stepping_batches``. A track that
    watches a metric gets it by ``scheduler.observe(val_loss=…)`` at the end of a validation.
    """
    scheduler = Scheduler(optimizer, program, groups, tracks=tracks)
    return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step", "frequency": 1}}
