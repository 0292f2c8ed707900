# schedule: cosine(30) mirror repeat
# base: 0.001
# run: 30 epochs
# clean
# %%
import torch
import torch.nn as nn

# %%
EPOCHS = 30
model = nn.Sequential(nn.Linear(10, 10), nn.ReLU(), nn.Linear(10, 2))
opt = torch.optim.Adam(model.parameters())

# %%
sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, EPOCHS)
history = []
for epoch in range(EPOCHS):
    for xb, yb in dl:
        loss = nn.functional.cross_entropy(model(xb), yb)
        opt.zero_grad()
        loss.backward()
        opt.step()
    history.append(loss.item())
    sched.step()
