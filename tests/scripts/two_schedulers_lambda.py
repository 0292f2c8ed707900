# finding: two-schedulers at "LambdaLR(optimizer, lambda e: min(1.0, (e + 1) / 5))"
import torch
from torch.optim.lr_scheduler import LambdaLR, StepLR

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
warmup = LambdaLR(optimizer, lambda e: min(1.0, (e + 1) / 5))
decay = StepLR(optimizer, step_size=30)
for epoch in range(90):
    train(model, optimizer)
    decay.step()
    warmup.step()
