# base: 0.001
# run: 60 epochs
# schedule: plateau(0.5, patience=5)
# clean
import torch.optim as optim
from torch.optim.lr_scheduler import ReduceLROnPlateau

optimizer = optim.Adam(model.parameters(), lr=0.001)
scheduler = ReduceLROnPlateau(optimizer, mode="min", factor=0.5, patience=5)

for epoch in range(60):
    train(model, optimizer, train_loader)
    val_loss = evaluate(model, val_loader)
    scheduler.step(val_loss)
