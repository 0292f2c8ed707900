"""Schedules in the `Trainer` of Transformers.

``class Trainer(lehr.transformers.ScheduleMixin, transformers.Trainer)`` takes ``schedule=``, and
`lehr.transformers.Trainer` is that class. A trainer whose class is not yours takes a `ScheduleCallback`.
"""

import os
from typing import Any

import transformers
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau

import lehr
from lehr._load import for_run
from lehr.torch import Groups, Scheduler
from lehr.torch._watch import observe_watched


class ScheduleMixin:
    """A trainer whose hyperparameters follow a schedule.

    `schedule` is a program, a text of the language, or the path of a file as an `os.PathLike`. A text and a file are
    compiled for the run of the trainer, whatever length they give themselves. `schedule_groups` is what
    `lehr.torch.Scheduler` takes as ``groups``; the trainer's own two groups, with weight decay and without, have no
    names. The rate that is logged is the one that was used.
    """

    optimizer: Optimizer
    lr_scheduler: Any

    def __init__(
        self,
        *args: Any,
        schedule: "lehr.Program | str | os.PathLike[str]",
        schedule_groups: Groups | None = None,
        **kwargs: Any,
    ) -> None:
        self._schedule = schedule
        self._schedule_groups = schedule_groups
        super().__init__(*args, **kwargs)

    def create_scheduler(self, num_training_steps: int, optimizer: Optimizer | None = None) -> Any:
        """Called by the trainer, which knows how many updates the run has."""
        if self.lr_scheduler is None:
            optimizer = self.optimizer if optimizer is None else optimizer
            program = for_run(self._schedule, num_training_steps)
            self.lr_scheduler = Scheduler(optimizer, program, self._schedule_groups)
            self._created_lr_scheduler = True
        return self.lr_scheduler

    def evaluate(self, *args: Any, **kwargs: Any) -> dict[str, float]:
        """As the trainer's own; what it measures is handed to the tracks that watch it."""
        metrics = super().evaluate(*args, **kwargs)
        if isinstance(self.lr_scheduler, Scheduler):
            observe_watched(self.lr_scheduler, metrics)
        return metrics


class Trainer(ScheduleMixin, transformers.Trainer):
    """The trainer of Transformers with ``schedule=``."""


class ScheduleCallback(transformers.TrainerCallback):
    """A schedule for any trainer, as TRL's: ``callbacks=[ScheduleCallback(schedule)]``.

    The arguments are those of `ScheduleMixin`. A callback cannot hand a trainer another scheduler: it takes over the
    one that the trainer has made, which is stepped, logged and saved as `scheduler` from then on. What
    ``lr_scheduler_type`` says has no effect; the kinds that wait for a metric are a `ValueError`.
    """

    def __init__(
        self, schedule: "lehr.Program | str | os.PathLike[str]", schedule_groups: Groups | None = None
    ) -> None:
        self.schedule = schedule
        self.schedule_groups = schedule_groups
        self.scheduler: Scheduler | None = None

    def on_train_begin(
        self, args: Any, state: Any, control: Any, optimizer: Any = None, lr_scheduler: Any = None, **kwargs: Any
    ) -> None:
        """Called by the trainer, after it has loaded a checkpoint."""
        if isinstance(lr_scheduler, _WAITING):
            raise ValueError(f"{type(lr_scheduler).__name__} is not stepped after each update: leave out lr_scheduler_type")
        # What another scheduler has saved does not say where this one was: the trainer's count does.
        saved = vars(lr_scheduler).pop(_STATE, None)
        last_epoch = state.global_step - 1 if saved is None else -1
        program = for_run(self.schedule, state.max_steps)
        self.scheduler = Scheduler(optimizer, program, self.schedule_groups, last_epoch=last_epoch)
        if saved is not None:
            self.scheduler.load_state_dict(saved)
        _take_over(lr_scheduler, self.scheduler)

    def on_evaluate(self, args: Any, state: Any, control: Any, metrics: Any = None, **kwargs: Any) -> None:
        """Hands what was measured to the tracks that watch it."""
        if self.scheduler is not None and metrics:
            observe_watched(self.scheduler, metrics)


_STATE = "lehr"
# Only some versions have it.
_WAITING = tuple(filter(None, (ReduceLROnPlateau, getattr(transformers.optimization, "GreedyLR", None))))


def _take_over(theirs: LRScheduler, ours: Scheduler) -> None:
    class Front(type(theirs)):  # type: ignore[misc]
        def step(self, *args, **kwargs):
            ours.step()

        def get_last_lr(self):
            return ours.get_last_lr()

        def state_dict(self):
            # The trainer loads it into a new scheduler of its own kind, before it calls `on_train_begin`.
            return {**super().state_dict(), _STATE: ours.state_dict()}

    theirs.__class__ = Front
