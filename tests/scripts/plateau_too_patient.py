# finding: plateau-cannot-act at "patience=20"
import torch

optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=20)
for epoch in range(20):
    train(model, optimizer)
    scheduler.step(validate(model))
