# finding: epochs-stepped-by-batch at "args.milestones"
import argparse
import torch

p = argparse.ArgumentParser()
p.add_argument("--epochs", type=int, default=200)
p.add_argument("--milestones", type=int, nargs="+", default=[100, 150])
args = p.parse_args()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, args.milestones)
for epoch in range(args.epochs):
    for batch in loader:
        optimizer.zero_grad()
        model(batch).backward()
        optimizer.step()
        scheduler.step()
