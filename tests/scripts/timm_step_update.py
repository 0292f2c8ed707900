# clean
import torch
from timm.scheduler.cosine_lr import CosineLRScheduler

epochs = 30
n_iter_per_epoch = len(data_loader_train)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
lr_scheduler = CosineLRScheduler(
    optimizer,
    t_initial=epochs * n_iter_per_epoch,
    lr_min=1e-5,
    warmup_lr_init=1e-6,
    warmup_t=2 * n_iter_per_epoch,
    cycle_limit=1,
    t_in_epochs=False,
)
for epoch in range(epochs):
    num_steps = len(data_loader_train)
    for idx, (samples, targets) in enumerate(data_loader_train):
        loss = criterion(model(samples), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        lr_scheduler.step_update(epoch * num_steps + idx)
