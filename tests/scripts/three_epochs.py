# schedule: step(2, 0.5)
# base: 0.1
# run: 3 epochs
import torch
from torch.optim.lr_scheduler import StepLR

model = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, step_size=2, gamma=0.5)
for epoch in range(3):
    optimizer.step()
    scheduler.step()
    print(optimizer.param_groups[0]["lr"])
