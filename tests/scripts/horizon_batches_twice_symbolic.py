# base: 0.1
# finding: horizon-not-the-loops at "T_max=epochs * len(loader) * 2"
import torch

epochs = 20
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs * len(loader) * 2)
for epoch in range(epochs):
    for batch in loader:
        optimizer.zero_grad()
        model(batch).backward()
        optimizer.step()
        scheduler.step()
