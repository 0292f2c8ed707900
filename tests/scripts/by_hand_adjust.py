# schedule: step(30, 0.1)
# base: 0.1
# run: 90 epochs
# params: args.lr = 0.1, args.epochs = 90
# clean
import argparse
import torch

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", default=90, type=int)
parser.add_argument("--lr", default=0.1, type=float)
args = parser.parse_args()


def adjust_learning_rate(optimizer, epoch):
    """Sets the rate to the initial one decayed by 10 every 30 epochs."""
    lr = args.lr * (0.1 ** (epoch // 30))
    for param_group in optimizer.param_groups:
        param_group["lr"] = lr


optimizer = torch.optim.SGD(model.parameters(), args.lr, momentum=0.9)
for epoch in range(args.epochs):
    adjust_learning_rate(optimizer, epoch)
    for x, y in train_loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
