"""Small optimizers, and the loop that steps them."""

import torch


def parameter():
    return torch.nn.Parameter(torch.ones(3))


def groups(*names, **more):
    return [{"params": [parameter()], **({"name": name} if name else {}), **more} for name in names]


def sgd(*names, lr=0.1, momentum=0.9, **more):
    return torch.optim.SGD(groups(*(names or [None])), lr=lr, momentum=momentum, **more)


def update(optimizer):
    for group in optimizer.param_groups:
        for p in group["params"]:
            p.grad = torch.ones_like(p)
    optimizer.step()


def train(optimizer, scheduler, ticks):
    rates = []
    for _ in range(ticks):
        rates.append([float(group["lr"]) for group in optimizer.param_groups])
        update(optimizer)
        scheduler.step()
    return rates
