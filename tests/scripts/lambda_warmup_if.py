# schedule: factor(t -> (t + 1) / 500) for 500 then cosine(9500, from=1x)
# base: 0.0003
# run: 10000 steps
# clean
import math

import torch

warmup_steps = 500
total_steps = 10000


def lr_lambda(step):
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return 0.5 * (1.0 + math.cos(math.pi * progress))


optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lr_lambda)
for step in range(total_steps):
    loss = model(next(data))
    loss.backward()
    optimizer.step()
    scheduler.step()
    optimizer.zero_grad()
