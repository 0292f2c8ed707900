# schedule: linear(10, from=0, to=1x) then hold(1x)
# base: 3e-4
# run: 100 steps
# clean
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR


class WarmupConstant(LambdaLR):
    def __init__(self, optimizer, warmup_steps, last_epoch=-1):
        self.warmup_steps = warmup_steps
        super().__init__(optimizer, self.lr_lambda, last_epoch=last_epoch)

    def lr_lambda(self, step):
        if step < self.warmup_steps:
            return float(step) / float(max(1.0, self.warmup_steps))
        return 1.0


optimizer = AdamW(model.parameters(), lr=3e-4)
scheduler = WarmupConstant(optimizer, warmup_steps=10)
for step in range(100):
    model(next(data)).loss.backward()
    optimizer.step()
    scheduler.step()
