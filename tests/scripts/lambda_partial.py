# schedule: linear(10, from=0, to=1x) then linear(90, from=1x, to=0)
# base: 5e-5
# run: 100 steps
# clean
from functools import partial

from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR


def warmup_linear(step, *, warmup, total, floor=0.5):
    if step < warmup:
        return step / max(1, warmup)
    return max(floor, (total - step) / max(1, total - warmup))


optimizer = AdamW(model.parameters(), lr=5e-5)
scheduler = LambdaLR(optimizer, partial(warmup_linear, warmup=10, total=100, floor=0.0))
for step in range(100):
    model(next(data)).loss.backward()
    optimizer.step()
    scheduler.step()
