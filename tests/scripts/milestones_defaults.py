# finding: milestones-not-whole at "args.epochs * 0.75"
import argparse
import torch

ap = argparse.ArgumentParser()
ap.add_argument("--epochs", type=int, default=50)
args = ap.parse_args()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [args.epochs * 0.5, args.epochs * 0.75])
for epoch in range(args.epochs):
    train(model, optimizer)
    scheduler.step()
