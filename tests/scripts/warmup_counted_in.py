# base: 0.1
# run: 100 epochs
# finding: warmup-counted-twice at "T_max=epochs"
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

epochs = 100
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = SequentialLR(
    optimizer,
    [LinearLR(optimizer, 0.1, total_iters=10), CosineAnnealingLR(optimizer, T_max=epochs)],
    milestones=[10],
)
for epoch in range(epochs):
    train(model, optimizer)
    scheduler.step()
