# schedule: exponential(gamma=0.97)
# base: 0.01
# run: 100 epochs
# clean
import torch

model = build()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.97)


def train(epoch):
    global optimizer
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()


def test(epoch):
    model.eval()


def run():
    for epoch in range(1, 101):
        train(epoch)
        test(epoch)
        scheduler.step()


run()
