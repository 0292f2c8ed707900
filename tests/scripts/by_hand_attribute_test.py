# reason: "epoch % 2 == 1 and epoch < args.warmup"
# clean
import argparse
import torch

p = argparse.ArgumentParser()
p.add_argument("--warmup", type=int, default=5)
args = p.parse_args()


def adjust_learning_rate(optimizer, epoch):
    if epoch % 2 == 1 and epoch < args.warmup:
        lr = 0.1 / (args.warmup - epoch)
    else:
        lr = 0.1 * 0.9 ** epoch
    for group in optimizer.param_groups:
        group["lr"] = lr


optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(90):
    adjust_learning_rate(optimizer, epoch)
    train(model, optimizer)
