"""The loop is that of timm's `train.py`, which is not in its package: the calls of the scheduler, in their order."""

import harness
import torch

import lehr.timm


def train(folder, accumulate, stop, resume):
    net = harness.net()
    optimizer = harness.optimizer(net)
    start = 0
    if resume:
        saved = torch.load(folder / "last.pt", weights_only=True)
        net.load_state_dict(saved["net"])
        optimizer.load_state_dict(saved["optimizer"])
        start = saved["epoch"] + 1
    scheduler = lehr.timm.Scheduler(optimizer, harness.program())
    if start > 0:
        scheduler.step_update(start * harness.UPDATES)
    logged = []
    for epoch in range(start, stop or harness.EPOCHS):
        updates = epoch * harness.UPDATES
        for index, (inputs, targets) in enumerate(harness.batches(accumulate)):
            harness.loss(net, inputs, targets).backward()
            if (index + 1) % accumulate:
                continue
            optimizer.step()
            optimizer.zero_grad()
            updates += 1
            logged.append(optimizer.param_groups[0]["lr"])
            scheduler.step_update(num_updates=updates, metric=0.0)
        scheduler.step(epoch + 1, 0.0)
        torch.save({"net": net.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}, folder / "last.pt")
    return net, logged


harness.main(timm=train)
