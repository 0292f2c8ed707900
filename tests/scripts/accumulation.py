# schedule: cosine(2000) mirror repeat
# base: 0.001
# run: 2000 updates
# clean
import torch

accum = 4
n_batches = 8000
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=n_batches // accum)
for i in range(n_batches):
    loss = model(get_batch()) / accum
    loss.backward()
    if (i + 1) % accum == 0:
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
