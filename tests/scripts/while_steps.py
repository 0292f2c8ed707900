# schedule: cosine(20000, to=1e-5) mirror repeat
# base: 0.0006
# run: 20000 steps
# clean
import torch

max_steps = 20_000
optimizer = torch.optim.AdamW(model.parameters(), lr=6e-4, betas=(0.9, 0.95))
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=max_steps, eta_min=1e-5)
step = 0
while step < max_steps:
    batch = next(batches)
    loss = model(**batch).loss
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    scheduler.step()
    step += 1
