"""Schedules in timm: in the place of ``create_scheduler_v2`` in its training script, and in loops that are like it."""

from collections.abc import Sequence
from typing import Any

from timm.scheduler.scheduler import Scheduler as TimmScheduler
from torch.optim import Optimizer

from lehr._lehr import Program
from lehr.torch import Scheduler as TorchScheduler
from lehr.torch._watch import observe_unnamed


class _Scaled(TorchScheduler):
    _multipliers = {"lr": "lr_scale"}


class Scheduler(TimmScheduler):
    """A scheduler of timm's kind, whose loop says at which update it is.

    The arguments are those of `lehr.torch.Scheduler`. ``step_update(n)`` after each update goes to tick n; where a
    tick of the program is an epoch, ``step(epoch)`` after each epoch does. The loop's number is the tick, so that a
    run resumes by the first call. The rate of a group with ``lr_scale``, as of layer decay, is multiplied by it. The
    metric of an epoch is handed to the tracks that watch one.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        program: Program,
        groups: Any = None,
        *,
        tracks: Sequence[str] | None = None,
    ) -> None:
        super().__init__(optimizer, "lr", t_in_epochs=program.tick == "epoch")
        self.scheduler = _Scaled(optimizer, program, groups, tracks=tracks)

    def _get_lr(self, t: int) -> list[float]:
        return [rate(t) for rate in self.scheduler._rates]

    def step_update(self, num_updates: int, metric: float | None = None) -> None:
        """Goes to the tick of an update: `num_updates` have been made. The metric is the loss so far, and not used."""
        if not self.t_in_epochs:
            _go_to(self.scheduler, num_updates)

    def step(self, epoch: int, metric: float | None = None) -> None:
        """Hands over the metric of an epoch, and goes to its tick: `epoch` of them have been made."""
        if metric is not None:
            observe_unnamed(self.scheduler, metric)
        if self.t_in_epochs:
            _go_to(self.scheduler, epoch)

    def state_dict(self) -> dict[str, Any]:
        """The state of the scheduler, which a schedule that watches a metric needs."""
        return self.scheduler.state_dict()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self.scheduler.load_state_dict(state_dict)


def _go_to(scheduler: TorchScheduler, tick: int) -> None:
    ahead = tick - scheduler.last_epoch
    if ahead < 0:
        scheduler.step(epoch=tick)
    else:
        scheduler.advance(ticks=ahead)
