# run: unknown
# clean
import torch
from engine import Engine

optimizer = torch.optim.AdamW(model.parameters(), lr=2e-4)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=100)
engine = Engine(model, optimizer, lr_scheduler=scheduler, epochs=100)
engine.fit(train_loader)
for _ in range(3):
    optimizer.step()
