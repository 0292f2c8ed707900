# schedule: cosine(200) mirror repeat
# base: 0.05
# run: 200 epochs
# params: args.epochs = 200, args.lr = 0.05
# clean
import argparse

import torch
from torch import nn, optim


def main():
    parser = argparse.ArgumentParser(description="CIFAR-10")
    parser.add_argument("--epochs", default=200, type=int, metavar="N", help="number of epochs")
    parser.add_argument("--lr", "--learning-rate", default=0.05, type=float)
    parser.add_argument("--seed", type=int)
    args = parser.parse_args()

    net = nn.Linear(3072, 10)
    optimizer = optim.SGD(net.parameters(), lr=args.lr, momentum=0.9, nesterov=True)
    scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, args.epochs)
    for epoch in range(args.epochs):
        train(net, optimizer, epoch)
        test(net)
        scheduler.step()


def train(net, optimizer, epoch):
    net.train()
    for batch_idx, (x, y) in enumerate(trainloader):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x.flatten(1)), y)
        loss.backward()
        optimizer.step()


if __name__ == "__main__":
    main()
