"""What a type checker makes of the package: `test_types.py` has it checked, and nobody runs it."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from fractions import Fraction
from typing import assert_type

import numpy as np
import torch
from numpy.typing import NDArray
from torch.optim.lr_scheduler import LRScheduler

import lehr
import lehr.torch

program = lehr.compile("lr = cosine", run="90 steps", base=0.1, set={"batch": 256, "at": [10, 20]}, strict=True)
assert_type(program, lehr.Program)
assert_type(lehr.load("a.lehr", run=100, epoch=Fraction(5, 2)), lehr.Program)
assert_type(lehr.check("lr = cosine"), list[lehr.Finding])
assert_type(program.lr, lehr.Schedule)
assert_type(program["lr.head"], lehr.Schedule)
assert_type(program.run, int | Fraction | None)
assert_type(program(5), dict[str, float])
schedule = program.lr
assert_type(schedule(5), float)
assert_type(schedule(Fraction(5, 2)), float)
assert_type(schedule[5], float)
assert_type(schedule[5:10], NDArray[np.float64])
assert_type(schedule.values(), NDArray[np.float64])
assert_type([value for value in schedule], list[float])
assert_type(schedule.segments[0].last, float | None)

optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)
scheduler = lehr.torch.Scheduler(optimizer, program, {"head": 1, "body": lambda group: group["lr"] > 0})
plain: LRScheduler = scheduler
scheduler.step()
scheduler.step(0.5)
scheduler.observe(val_loss=torch.ones(1))
scheduler.advance(tokens=4096)
scheduler.load_state_dict(scheduler.state_dict())
assert_type(scheduler.get_last_lr(), list[float | torch.Tensor])
assert_type(lehr.torch.attach(optimizer, schedule, tracks=["lr"]), lehr.torch.AttachedScheduler)
lehr.torch.check_ranks(scheduler)

try:
    lehr.compile("cosin")
except lehr.Error as error:
    assert_type(error.findings, list[lehr.Finding])
    assert_type(error.findings[0].fixes[0].apply("cosin"), str)

# Each of these is a mistake that a checker has to find: to ignore what it does not find is an error.
lehr.compile("lr = cosine", bass=0.1)  # type: ignore[call-arg]
lehr.compile(5)  # type: ignore[arg-type]
lehr.torch.Scheduler(program, optimizer)  # type: ignore[arg-type]
schedule("5")  # type: ignore[arg-type]
