"""Schedules in PyTorch Ignite.

>>> import torch, ignite.engine, lehr, lehr.ignite
>>> model = torch.nn.Linear(2, 1)
>>> optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
>>> trainer = ignite.engine.create_supervised_trainer(model, optimizer, torch.nn.functional.mse_loss)
>>> scheduler = lehr.ignite.attach(trainer, optimizer, lehr.compile("run = 10; lr = linear"))
>>> _ = trainer.run([(torch.ones(1, 2), torch.ones(1, 1))] * 5)
>>> trainer.state.lr, scheduler.get_last_lr()
(0.06, [0.05])
"""

from collections.abc import Sequence
from typing import Any

from ignite.engine import Engine, Events
from torch.optim import Optimizer

from lehr._lehr import Program
from lehr.torch import AttachedScheduler
from lehr.torch import attach as attach_to_optimizer
from lehr.torch._watch import observe_watched


def attach(
    engine: Engine,
    optimizer: Optimizer,
    program: Program,
    groups: Any = None,
    *,
    tracks: Sequence[str] | None = None,
    evaluator: Engine | None = None,
) -> AttachedScheduler:
    """Schedules the optimizer of a trainer, an `ignite.engine.Engine`, and returns its scheduler.

    Updates are counted, and not iterations: with ``gradient_accumulation_steps=4`` it goes on at every fourth. What
    is returned goes into ``Checkpoint(to_save=…)`` with the optimizer. In an iteration ``engine.state.lr`` is the
    rate that it uses, a list where there are several groups: for ``state_attributes=["lr"]`` of a logger. What
    `evaluator` measures is handed to the tracks that watch it. The other arguments are those of
    `lehr.torch.Scheduler`.
    """
    scheduler = attach_to_optimizer(optimizer, program, groups, tracks=tracks)

    # The engine keeps the scheduler by its handler.
    def note(engine: Engine) -> None:
        rates = scheduler.get_last_lr()
        engine.state.lr = rates if len(rates) > 1 else rates[0]

    engine.add_event_handler(Events.ITERATION_STARTED, note)
    if evaluator is not None:
        evaluator.add_event_handler(Events.COMPLETED, lambda measured: observe_watched(scheduler, measured.state.metrics))
    return scheduler
