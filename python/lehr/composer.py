"""Schedules in Composer.

``Trainer(…, callbacks=[lehr.composer.Schedule(program)])``, without ``schedulers``.
"""

from collections.abc import Sequence
from typing import Any

from composer import Callback, Logger, State

from lehr._lehr import Program
from lehr.torch import AttachedScheduler, attach
from lehr.torch._watch import observe_watched


class Schedule(Callback):
    """Schedules the optimizer of a trainer: it counts the updates.

    The arguments are those of `lehr.torch.Scheduler`. The rate of a batch is logged with it, by the names of
    Composer's ``LRMonitor``, which itself logs that of the next one here. The state is saved with the trainer's. What
    an evaluator measures is handed to the tracks that watch it.

    Composer's own kind of scheduler, a function from its state to a multiplier, is asked for the next batch before
    the batches are counted: its second batch has the rate of the first again. And it cannot set a momentum.
    """

    def __init__(self, program: Program, groups: Any = None, *, tracks: Sequence[str] | None = None) -> None:
        self.program = program
        self.groups = groups
        self.tracks = tracks
        self.scheduler: AttachedScheduler | None = None

    def before_load(self, state: State, logger: Logger) -> None:
        """Called by the trainer when the optimizer has its parameters, before a checkpoint is loaded."""
        [optimizer] = state.optimizers
        self.scheduler = attach(optimizer, self.program, self.groups, tracks=self.tracks)

    def batch_start(self, state: State, logger: Logger) -> None:
        """Logs the rate that the batch uses."""
        name = type(self.scheduler.optimizer).__name__
        rates = enumerate(self.scheduler.get_last_lr())
        logger.log_metrics({f"lr-{name}/group{index}": float(rate) for index, rate in rates})

    def eval_end(self, state: State, logger: Logger) -> None:
        """Hands what was measured to the tracks that watch it."""
        for metrics in state.eval_metrics.values():
            observe_watched(self.scheduler, {name: metric.compute() for name, metric in metrics.items()})

    def state_dict(self) -> dict[str, Any]:
        return {"scheduler": self.scheduler.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.scheduler.load_state_dict(state["scheduler"])
