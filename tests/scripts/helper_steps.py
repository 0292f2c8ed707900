# schedule: exponential(gamma=0.95)
# base: 0.002
# run: 100 epochs
# clean
import torch
from torch.optim import Adam
from torch.optim.lr_scheduler import ExponentialLR


def train_one_epoch(model, loader, optimizer, scheduler):
    for x, y in loader:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()
    return loss.item()


def main():
    model = make_model()
    optimizer = Adam(model.parameters(), lr=2e-3)
    scheduler = ExponentialLR(optimizer, gamma=0.95)
    for epoch in range(100):
        train_loss = train_one_epoch(model, train_loader, optimizer, scheduler)
        print(epoch, train_loss, validate(model, val_loader))


main()
