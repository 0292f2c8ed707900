# finding: other-optimizer at "StepLR(optimizer, 20)"
import torch
from torch.optim.lr_scheduler import StepLR

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, 20)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(60):
    for x in loader:
        optimizer.zero_grad()
        model(x).backward()
        optimizer.step()
    scheduler.step()
