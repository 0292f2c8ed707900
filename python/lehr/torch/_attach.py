"""A scheduler without a `step` to forget: it counts the updates of the optimizer itself."""

import weakref
from collections.abc import Sequence
from typing import Any, Never

from torch import Tensor
from torch.optim import Optimizer

from lehr._lehr import Program, Schedule

from lehr.torch._prepared import innermost
from lehr.torch._scheduler import Groups, Scheduler


def attach(
    optimizer: Optimizer,
    program: Program | Schedule,
    groups: Groups | None = None,
    *,
    tracks: Sequence[str] | None = None,
    last_epoch: int = -1,
) -> "AttachedScheduler":
    """Schedules an optimizer: after each of its updates the values of the next tick are written.

    An update that a gradient scaler skips does not count, and neither does the empty one at rate 0 by which
    ``torch.distributed.checkpoint`` fills a new optimizer. The arguments are those of `Scheduler`. Keep what is
    returned: it has the state to be saved, and the schedule ends with it.

    Where a tick is a sample or a token, an update is a step of the program. Raises `ValueError` where nothing says how
    many it has, and whatever `Scheduler` raises.

    >>> import torch, lehr, lehr.torch
    >>> optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.5)
    >>> scheduler = lehr.torch.attach(optimizer, lehr.compile("run = 10; lr = linear"))
    >>> for _ in range(5):
    ...     optimizer.step()
    >>> scheduler.last_epoch, scheduler.get_last_lr()
    (5, [0.25])
    """
    return AttachedScheduler(optimizer, program, groups, tracks=tracks, last_epoch=last_epoch)


class AttachedScheduler(Scheduler):
    """What :func:`attach` returns."""

    def _begin(self, optimizer, program, groups, tracks):
        super()._begin(optimizer, program, groups, tracks)
        if not self._stride:
            raise ValueError(
                f"a tick is a {program.tick}, and what is attached counts updates: give a step its size, as in "
                f"`step = 512 {program.tick}s`, or use lehr.torch.Scheduler and its `advance`"
            )
        _count(self, optimizer)

    def _plan(self):
        super()._plan()
        self._tensors = _tensors(self.optimizer)

    def step(self, *_args: Any, **_kwargs: Any) -> Never:
        """Raises `RuntimeError`: the optimizer's own updates are counted."""
        raise RuntimeError("an attached scheduler counts the updates of the optimizer: there is no step to call")

    def advance(self, **_counts: int) -> Never:
        """Raises `RuntimeError`, as :meth:`step` does."""
        self.step()


def _tensors(optimizer):
    return [group["lr"] for group in optimizer.param_groups if isinstance(group["lr"], Tensor)]


def _is_ours(scheduler, optimizer):
    # A tensor is not looked into, which would wait for its device: it stays the same one.
    now, known = _tensors(optimizer), scheduler._tensors
    return scheduler._is_in_use(False) and len(now) == len(known) and all(a is b for a, b in zip(now, known))


def _count(scheduler, optimizer):
    alive = weakref.ref(scheduler)
    counts = []

    def before(optimizer, _args, _kwargs):
        scheduler = alive()
        # A rate of 0 that is not the object that was written is not the schedule's: by value, a warmup starts at 0 too.
        counts[:] = [
            scheduler is not None
            and (_is_ours(scheduler, optimizer) or any(bool(group["lr"] != 0) for group in optimizer.param_groups))
        ]

    def after(optimizer, _args, _kwargs):
        scheduler = alive()
        # Fused optimizers are called even where the scaler found an overflow, and look at it themselves.
        overflow = getattr(optimizer, "found_inf", None)
        if scheduler is not None and counts and counts.pop() and (overflow is None or not bool(overflow)):
            Scheduler.step(scheduler)

    inner = innermost(optimizer)
    handles = [inner.register_step_pre_hook(before), inner.register_step_post_hook(after)]
    weakref.finalize(scheduler, lambda: [handle.remove() for handle in handles]).atexit = False
