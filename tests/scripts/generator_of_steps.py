# base: 0.001
# clean
import torch


def batches(loader, total):
    n = 0
    while True:
        for batch in loader:
            yield n, batch
            n += 1
            if n >= total:
                return


optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=8000)
for step, batch in batches(loader, 8000):
    net(batch).backward()
    optimizer.step()
    optimizer.zero_grad()
    scheduler.step()
