"""Schedules in Megatron-LM: in the place of what ``get_optimizer_param_scheduler`` of its training script makes."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from megatron.core.optimizer_param_scheduler import OptimizerParamScheduler as MegatronScheduler

from lehr._lehr import Program
from lehr.torch import Scheduler as TorchScheduler
from lehr.torch._several import Optimizers
from lehr.torch._watch import refuse_metrics


class _Scaled(TorchScheduler):
    _multipliers = {"weight_decay": "wd_mult"}


class OptimizerParamScheduler(MegatronScheduler):
    """A scheduler of Megatron's kind, which counts samples.

    `optimizer` is one of Megatron's, a chained one too; the other arguments are those of `lehr.torch.Scheduler`. What
    has no base is relative to the ``max_lr`` of a group, where it has one. The weight decay of a group is multiplied
    by its ``wd_mult``, so that what is not decayed stays so.

    The program says how many samples a step has, ``step = 256 samples``, or counts samples itself, as a ramp of the
    batch size needs. Raises `ValueError` where it does not, and where a track watches a metric.
    """

    def __init__(
        self, optimizer: Any, program: Program, groups: Any = None, *, tracks: Sequence[str] | None = None
    ) -> None:
        self.optimizer = optimizer
        for group in optimizer.param_groups:
            group.setdefault("initial_lr", group.get("max_lr", group["lr"]))
        inner = [part.optimizer for part in getattr(optimizer, "chained_optimizers", [optimizer])]
        self.scheduler = _Scaled(Optimizers(inner), program, groups, tracks=tracks)
        refuse_metrics(self.scheduler, "Megatron")
        self._ticks_per_sample = program.length_of("sample")
        if self._ticks_per_sample is None:
            raise ValueError("Megatron counts samples: say how many a step has, as in `step = 256 samples`")

    @property  # type: ignore[override]  # an attribute there
    def num_steps(self) -> int:
        """The number of samples that have been used, at the tick where the schedule is."""
        return int(self.scheduler.last_epoch / Fraction(self._ticks_per_sample))

    @num_steps.setter
    def num_steps(self, samples: int) -> None:
        self.scheduler.last_epoch = int(samples * Fraction(self._ticks_per_sample))

    def step(self, increment: int) -> None:
        """Goes ahead by a number of samples; by 0 it writes the values of this tick again.

        Raises `ValueError` for samples that are not a whole number of ticks.
        """
        self.scheduler.advance(samples=increment)

    def get_lr(self, param_group: dict[str, Any]) -> float:
        """The rate of a group, as the schedule has it now."""
        return float(param_group["lr"])

    def get_wd(self, param_group: dict[str, Any] | None = None) -> float:
        """The weight decay of a group, or of the first one, as the schedule has it now."""
        group = self.optimizer.param_groups[0] if param_group is None else param_group
        return float(group["weight_decay"])

    def state_dict(self) -> dict[str, Any]:
        """The state of the schedule, and the samples by the name that Megatron has for them."""
        return {"num_steps": self.num_steps, **self.scheduler.state_dict()}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Goes on where a state was saved. Raises `ValueError` for the state of another schedule."""
        self.scheduler.load_state_dict(state_dict)
