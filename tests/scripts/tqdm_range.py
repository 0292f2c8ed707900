# schedule: cosine(50, to=1e-5) mirror repeat
# base: 0.001
# run: 50 epochs
# clean
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR
from tqdm import tqdm, trange

num_epochs = 50
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
scheduler = CosineAnnealingLR(optimizer, num_epochs, eta_min=1e-5)
for epoch in trange(num_epochs, desc="epochs"):
    for x, y in tqdm(loader, leave=False):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
    scheduler.step()
