# schedule: multistep([20, 40], 0.1)
# base: 0.01
# run: 45 epochs
# clean
import argparse

import numpy as np
import torch

parser = argparse.ArgumentParser()
parser.add_argument("--lr-steps", default=[20, 40], type=float, nargs="+")
args = parser.parse_args()


def adjust_learning_rate(optimizer, epoch):
    decay = 0.1 ** sum(epoch >= np.array(args.lr_steps))
    for group in optimizer.param_groups:
        group["lr"] = 0.01 * decay


optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(45):
    adjust_learning_rate(optimizer, epoch)
    train(model, optimizer, epoch)
