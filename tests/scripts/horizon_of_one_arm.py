# finding: climbs-back at "T_max=50"
import argparse
import torch
from torch.optim import lr_scheduler

p = argparse.ArgumentParser()
p.add_argument("--sched", default="cos")
p.add_argument("--epochs", default=100, type=int)
args = p.parse_args()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
if args.sched == "cos":
    scheduler = lr_scheduler.CosineAnnealingLR(optimizer, T_max=50)
else:
    scheduler = lr_scheduler.MultiStepLR(optimizer, [50, 75])
for epoch in range(args.epochs):
    train(net, optimizer)
    scheduler.step()
