"""Schedules in DeepSpeed.

``deepspeed.initialize(…, lr_scheduler=lehr.deepspeed.scheduler(program))``.
"""

from collections.abc import Callable, Sequence
from typing import Any, SupportsFloat

from torch.optim import Optimizer

from lehr._lehr import Program
from lehr.torch import Scheduler as TorchScheduler


def scheduler(
    program: Program, groups: Any = None, *, tracks: Sequence[str] | None = None
) -> "Callable[[Optimizer], Scheduler]":
    """What ``deepspeed.initialize`` takes as ``lr_scheduler``: it is made when DeepSpeed has made the optimizer.

    The arguments are those of `lehr.torch.Scheduler`. The engine steps it after each update, and not after one that
    overflowed, and saves it in its checkpoints. ``engine.step(lr_kwargs={"val_loss": 0.3})`` hands a metric to the
    tracks that watch it.
    """
    return lambda optimizer: Scheduler(optimizer, program, groups, tracks=tracks)


class Scheduler(TorchScheduler):
    """The scheduler of :func:`scheduler`."""

    def step(self, **metrics: SupportsFloat) -> None:  # type: ignore[override]  # the engine names what it hands over
        """Goes to the next tick, with what has been measured.

        Raises `ValueError`, and never `TypeError`: where it finds one, DeepSpeed steps again with the batch size.
        """
        try:
            self.observe(**metrics)
            super().step()
        except TypeError as error:
            raise ValueError(str(error)) from error
