# finding: zero-first-epoch at "lambda epoch: epoch / 3"
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR, SequentialLR

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
warmup = LambdaLR(optimizer, lambda epoch: epoch / 3)
main = CosineAnnealingLR(optimizer, T_max=27)
scheduler = SequentialLR(optimizer, [warmup, main], milestones=[3])
for epoch in range(30):
    train(model, optimizer)
    scheduler.step()
