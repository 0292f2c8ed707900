# finding: plateau-mode at "scheduler.step(val_acc)"
import torch

optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=3)
for epoch in range(50):
    train(model, optimizer)
    val_acc = validate(model)
    scheduler.step(val_acc)
