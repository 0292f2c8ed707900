"""A small training in each framework: in one go, and interrupted and resumed by another process.

A script defines `train(folder, accumulate, stop, resume)` for each way in: it trains a net on `batches`, stops after
`stop` of the epochs with what a checkpoint of the framework has in `folder`, or goes on from there, and returns the
net, and the rates that the framework logged.
"""

import json
import pathlib
import sys
import warnings

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

import lehr

EPOCHS = 2
UPDATES = 5
BATCH = 2
SCHEDULE = """
lr = 0.1 * (warmup(2 steps) then linear)
momentum = linear(from=0.95, to=0.85)
"""

_used = []


def program(text=SCHEDULE, **options):
    return lehr.compile(text, **{"run": f"{EPOCHS * UPDATES} steps", **options})


def net():
    torch.manual_seed(0)
    return torch.nn.Linear(3, 1)


def optimizer(net, kind=torch.optim.SGD, **options):
    return kind(net.parameters(), lr=1, momentum=0.9, **options)


def samples(accumulate):
    """The inputs and targets of an epoch: `UPDATES` updates of `accumulate` batches."""
    generator = torch.Generator().manual_seed(1)
    count = UPDATES * accumulate * BATCH
    return torch.randn(count, 3, generator=generator), torch.randn(count, 1, generator=generator)


def batches(accumulate):
    return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(*samples(accumulate)), batch_size=BATCH)


def loss(net, inputs, targets):
    return torch.nn.functional.mse_loss(net(inputs), targets)


def main(**ways):
    """Prints what was used, as JSON: for the first process, `whole` and `part`, for the second, `rest`."""
    warnings.simplefilter("ignore")
    register_optimizer_step_pre_hook(_note)
    register_optimizer_step_post_hook(_forget_empty)
    phase, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    results = {}
    for name, train in ways.items():
        for accumulate in (1, 2):
            place = folder / f"{name}-{accumulate}"
            if phase == "first":
                found = {
                    "whole": _run(train, place / "whole", accumulate, None, False),
                    "part": _run(train, place / "part", accumulate, 1, False),
                }
            else:
                found = {"rest": _run(train, place / "part", accumulate, None, True)}
            results[f"{name}-{accumulate}"] = found
    print("\nresult:", json.dumps(results))


def _note(optimizer, *_):
    if _has_weights(optimizer):
        _used.append([float(optimizer.param_groups[0][key]) for key in ("lr", "momentum")])


def _forget_empty(optimizer, *_):
    # A checkpoint is loaded into an optimizer by a step without gradients.
    parameters = optimizer.param_groups[0]["params"]
    if _has_weights(optimizer) and not any(one.grad is not None and one.grad.any() for one in parameters):
        _used.pop()


def _has_weights(optimizer):
    # Some scripts have another one for the bias, and a container of both.
    group = optimizer.param_groups[0]
    return "momentum" in group and group["params"][0].numel() > 1


def _run(train, folder, accumulate, stop, resume):
    folder.mkdir(parents=True, exist_ok=True)
    _used.clear()
    trained, logged = train(folder, accumulate, stop, resume)
    weights = [value.hex() for parameter in trained.parameters() for value in parameter.detach().flatten().tolist()]
    return {"used": list(_used), "logged": [float(rate) for rate in logged], "weights": weights}
