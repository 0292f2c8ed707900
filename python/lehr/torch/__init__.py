"""Schedules inside PyTorch.

>>> import torch, lehr, lehr.torch
>>> model = torch.nn.Linear(2, 1)
>>> optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
>>> scheduler = lehr.torch.Scheduler(optimizer, lehr.compile("run = 100; lr = warmup(10) then cosine"))
>>> scheduler.step()
>>> scheduler.get_last_lr()
[2.9999999999999997e-05]
"""

from lehr.torch._attach import AttachedScheduler, attach
from lehr.torch._ranks import check_ranks
from lehr.torch._scheduler import Groups, Scheduler

__all__ = ["AttachedScheduler", "Groups", "Scheduler", "attach", "check_ranks"]
