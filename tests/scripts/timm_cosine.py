# schedule: warmup(5, from=1e-6) then cosine(100, to=1e-5, from=1x) skip 5
# base: 0.001
# run: 100 epochs
# clean
import timm
import torch
from timm.scheduler import CosineLRScheduler

num_epochs = 100
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
scheduler = CosineLRScheduler(
    optimizer, t_initial=num_epochs, lr_min=1e-5, warmup_t=5, warmup_lr_init=1e-6, warmup_prefix=False
)
for epoch in range(num_epochs):
    train_one_epoch(epoch, model, optimizer)
    scheduler.step(epoch + 1)
