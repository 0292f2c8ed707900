"""Schedules in skorch.

>>> import numpy, skorch, torch, lehr, lehr.skorch
>>> program = lehr.compile("run = 4; lr = 0.1 * step(2, 0.5)")
>>> net = skorch.NeuralNetRegressor(
...     torch.nn.Linear, module__in_features=2, module__out_features=1, batch_size=2, max_epochs=1,
...     train_split=None, verbose=0, callbacks=[("schedule", lehr.skorch.Schedule(program))],
... )
>>> _ = net.fit(numpy.ones((8, 2), "float32"), numpy.ones((8, 1), "float32"))
>>> net.history[-1, "batches", :, "event_lr"]
[0.1, 0.1, 0.05, 0.05]
"""

from collections.abc import Sequence
from typing import Any

from skorch import NeuralNet
from skorch.callbacks import Callback

from lehr._lehr import Program
from lehr.torch import AttachedScheduler, attach
from lehr.torch._watch import observe_watched

_STATE = "schedule"


class Schedule(Callback):
    """Schedules the optimizer of a net: it counts the updates, and not the batches or epochs.

    The arguments are those of `lehr.torch.Scheduler`, and ``event_lr`` of a batch is the rate that it used, the first
    group's, as with skorch's own callback. The state is in the history: a net whose optimizer and history are loaded
    goes on at the next update. Put it before the callbacks that save the net. The last value that a track watches is
    taken from the history of the epoch, as ``valid_loss``.
    """

    def __init__(self, program: Program, groups: Any = None, tracks: Sequence[str] | None = None) -> None:
        self.program = program
        self.groups = groups
        self.tracks = tracks

    def initialize(self) -> "Schedule":
        self.scheduler_: AttachedScheduler | None = None
        return self

    def on_train_begin(self, net: NeuralNet, **kwargs: Any) -> None:
        if self.scheduler_ is not None and self.scheduler_.optimizer is net.optimizer_:
            return
        self.scheduler_ = attach(net.optimizer_, self.program, self.groups, tracks=self.tracks)
        saved = _saved(net.history)
        if saved is not None:
            self.scheduler_.load_state_dict(saved)

    def on_batch_begin(self, net: NeuralNet, training: bool = False, **kwargs: Any) -> None:
        if training:
            net.history.record_batch("event_lr", float(self.scheduler_.get_last_lr()[0]))

    def on_epoch_end(self, net: NeuralNet, **kwargs: Any) -> None:
        observe_watched(self.scheduler_, net.history[-1])
        _save(net.history, self.scheduler_)

    def on_train_end(self, net: NeuralNet, **kwargs: Any) -> None:
        # Where training was interrupted within an epoch.
        _save(net.history, self.scheduler_)


def _save(history, scheduler):
    # With a batch, because loggers print what an epoch has.
    if history and history[-1]["batches"]:
        history.record_batch(_STATE, scheduler.state_dict())


def _saved(history):
    batches = (batch for epoch in reversed(history) for batch in reversed(epoch["batches"]))
    return next((batch[_STATE] for batch in batches if _STATE in batch), None)
