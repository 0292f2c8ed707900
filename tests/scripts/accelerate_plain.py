# schedule: cosine(800) mirror repeat
# base: 0.001
# open: len(train_loader) = 80
# run: 800 steps
# clean
import torch
from accelerate import Accelerator

EPOCHS = 10
accelerator = Accelerator()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=EPOCHS * len(train_loader))
model, optimizer, train_loader, scheduler = accelerator.prepare(model, optimizer, train_loader, scheduler)
for epoch in range(EPOCHS):
    for batch in train_loader:
        optimizer.zero_grad()
        loss = model(batch)
        accelerator.backward(loss)
        optimizer.step()
        scheduler.step()
