# finding: metric-missing at "scheduler.step()"
import torch

optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=5)
for epoch in range(60):
    train(model, optimizer)
    scheduler.step()
