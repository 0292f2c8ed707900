"""The loop is that of torchtitan's `Trainer.train_step`, which needs a model of its own: the calls of the scheduler, in their order."""

import harness
import torch
from torch.distributed import checkpoint
from torchtitan.components.optimizer import OptimizersContainer
from torchtitan.components.optimizer.optimizer import ParamGroupConfig

import lehr.torchtitan


class Optimizers(OptimizersContainer):
    """With SGD, whose momentum is scheduled."""

    @staticmethod
    def _resolve_optimizer_factory(name):
        return getattr(torch.optim, name)


def train(folder, accumulate, stop, resume):
    net = harness.net()
    kinds = {"weight": ("SGD", {"lr": 1, "momentum": 0.9}), "bias": ("AdamW", {"lr": 1})}
    groups = [
        ParamGroupConfig(pattern=pattern, optimizer_name=name, optimizer_kwargs={**options, "name": pattern})
        for pattern, (name, options) in kinds.items()
    ]
    config = OptimizersContainer.Config(param_groups=groups, implementation="for-loop")
    optimizers = Optimizers(config, model_parts=[net])
    config = lehr.torchtitan.LRSchedulersContainer.Config(text=harness.SCHEDULE)
    schedulers = config.build(optimizers=optimizers, training_steps=harness.EPOCHS * harness.UPDATES)
    states = {"model": net.state_dict(), "optimizer": optimizers, "lr_scheduler": schedulers}
    if resume:
        checkpoint.load(states, checkpoint_id=folder / "last")
    logged = []
    for _ in range(1 if stop or resume else harness.EPOCHS):
        data = iter(harness.batches(accumulate))
        for _ in range(harness.UPDATES):
            optimizers.zero_grad()
            rates = schedulers.get_metrics()
            for _ in range(accumulate):
                harness.loss(net, *next(data)).backward()
            optimizers.step()
            schedulers.step()
            assert set(rates) == {"lr/SGD", "lr/AdamW"}
            logged.append(rates["lr/SGD"])
    checkpoint.save(states, checkpoint_id=folder / "last")
    return net, logged


harness.main(torchtitan=train)
