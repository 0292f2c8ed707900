"""Schedules in torchtitan: ``lr_scheduler=lehr.torchtitan.LRSchedulersContainer.Config(file="run.lehr")``."""

import pathlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from torchtitan.components.optimizer import LRSchedulersContainer as Container
from torchtitan.components.optimizer import OptimizersContainer

from lehr._lehr import Program
from lehr._load import for_run
from lehr.torch import Scheduler
from lehr.torch._several import Optimizers
from lehr.torch._watch import refuse_metrics


class LRSchedulersContainer(Container):
    """One schedule for all optimizers of a trainer, which steps it, logs its rates, and saves its state.

    `groups` and `tracks` are as in `lehr.torch.Scheduler`. The groups are those of all optimizers, in order.
    """

    @dataclass(kw_only=True, slots=True)
    class Config(Container.Config):
        """What a trainer is configured with: a schedule, instead of the fields of torchtitan's own.

        It is compiled for the ``training.steps`` of the trainer, or for `total_steps`.
        """

        file: str | None = None
        """The path of a file in the language."""

        text: str | None = None
        """Or a text of the language."""

        groups: list[str] = field(default_factory=list)
        """The names of the groups, in order; without, a group is called by its ``name`` or its index."""

        warmup_steps: int = 0
        """Of no effect, as the other fields of torchtitan's own: the schedule says it."""

        def build(self, *, optimizers: OptimizersContainer, training_steps: int) -> "LRSchedulersContainer":
            """Called by the trainer.

            Raises `ValueError` without exactly one of `file` and `text`, and where a track watches a metric, which
            torchtitan hands to no scheduler.
            """
            if (self.file is None) == (self.text is None):
                raise ValueError("a schedule is either a file or a text")
            schedule = self.text if self.file is None else pathlib.Path(self.file)
            program = for_run(schedule, training_steps if self.total_steps is None else self.total_steps)
            return LRSchedulersContainer(optimizers, program, self.groups or None)

    def __init__(
        self,
        optimizers: OptimizersContainer,
        program: Program,
        groups: Any = None,
        *,
        tracks: Sequence[str] | None = None,
    ) -> None:
        scheduler = Scheduler(Optimizers(optimizers), program, groups, tracks=tracks)
        refuse_metrics(scheduler, "torchtitan")
        self.schedulers = [scheduler]

    def get_metrics(self) -> dict[str, float]:
        """The rates in use by optimizer and group, as torchtitan names them."""
        metrics = {}
        for optimizer in self.schedulers[0].optimizer.optimizers:
            name = f"lr/{type(optimizer).__name__}"
            groups = optimizer.param_groups
            for index, group in enumerate(groups):
                metrics[name if len(groups) == 1 else f"{name}/{index}"] = float(group["lr"])
        return metrics

    def state_dict(self) -> dict[str, Any]:
        return self.schedulers[0].state_dict()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self.schedulers[0].load_state_dict(state_dict)
