"""Schedules in the `Trainer` of Transformers.

``class Trainer(lehr.transformers.ScheduleMixin, transformers.Trainer)`` takes ``schedule=``, and
`lehr.transformers.Trainer` is that class.
"""

import os

import transformers

import lehr
from lehr.torch import Scheduler


class ScheduleMixin:
    """A trainer whose hyperparameters follow a schedule.

    `schedule` is a program, a text of the language, or the path of a file as an `os.PathLike`. A text and a file are
    compiled for the run of the trainer, whatever length they give themselves. `schedule_groups` is what
    `lehr.torch.Scheduler` takes as ``groups``; the trainer's own two groups, with weight decay and without, have no
    names. The rate that is logged is the one that was used.
    """

    def __init__(self, *args, schedule, schedule_groups=None, **kwargs):
        self._schedule = schedule
        self._schedule_groups = schedule_groups
        super().__init__(*args, **kwargs)

    def create_scheduler(self, num_training_steps, optimizer=None):
        """Called by the trainer, which knows how many updates the run has."""
        if self.lr_scheduler is None:
            program = self._schedule
            if not isinstance(program, lehr.Program):
                read = lehr.load if isinstance(program, os.PathLike) else lehr.compile
                program = read(program, run=num_training_steps)
            optimizer = self.optimizer if optimizer is None else optimizer
            self.lr_scheduler = Scheduler(optimizer, program, self._schedule_groups)
            self._created_lr_scheduler = True
        return self.lr_scheduler

    def evaluate(self, *args, **kwargs):
        """As the trainer's own; what it measures is handed to the tracks that watch it."""
        metrics = super().evaluate(*args, **kwargs)
        scheduler = self.lr_scheduler
        if isinstance(scheduler, Scheduler):
            watched = {name for track in scheduler.program.tracks for name in scheduler.program[track].metrics}
            scheduler.observe(**{name: value for name, value in metrics.items() if name in watched})
        return metrics


class Trainer(ScheduleMixin, transformers.Trainer):
    """The trainer of Transformers with ``schedule=``."""
