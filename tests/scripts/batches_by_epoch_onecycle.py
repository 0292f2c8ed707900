# finding: batches-stepped-by-epoch at "steps_per_epoch=len(train_dl)"
import torch
from torch.optim.lr_scheduler import OneCycleLR


def fit(epochs, max_lr, model, train_dl, val_dl):
    optimizer = torch.optim.Adam(model.parameters(), max_lr)
    sched = OneCycleLR(optimizer, max_lr, epochs=epochs, steps_per_epoch=len(train_dl))
    for epoch in range(epochs):
        for batch in train_dl:
            loss = model.training_step(batch)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        sched.step()


fit(8, 0.01, net, train_dl, val_dl)
