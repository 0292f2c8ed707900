# clean
import pytorch_warmup as warmup
import torch

optimizer = torch.optim.AdamW(params, lr=1e-3)
num_steps = len(dataloader) * 10
lr_scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=num_steps)
warmup_scheduler = warmup.LinearWarmup(optimizer, warmup_period=200)
for epoch in range(10):
    for batch in dataloader:
        optimizer.zero_grad()
        model(batch).backward()
        optimizer.step()
        with warmup_scheduler.dampening():
            lr_scheduler.step()
