# schedule: cosine(10) mirror repeat
# base: 0.001
# run: 10 epochs
# schedule: cosine(40) mirror repeat
# base: 0.0001
# run: 40 epochs
# clean
import torch
from torch import optim

# Phase 1: the head alone.
for p in model.backbone.parameters():
    p.requires_grad = False
optimizer = optim.Adam(model.head.parameters(), lr=1e-3)
scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=10)
for epoch in range(10):
    train_epoch(model, optimizer)
    scheduler.step()

# Phase 2: all of it.
for p in model.parameters():
    p.requires_grad = True
optimizer = optim.Adam(model.parameters(), lr=1e-4)
scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=40)
for epoch in range(40):
    train_epoch(model, optimizer)
    scheduler.step()
