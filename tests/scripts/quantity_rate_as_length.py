# finding: wrong-quantity at "T_max=args.lr"
import argparse
import torch

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.001)
parser.add_argument("--epochs", type=int, default=100)
args = parser.parse_args()
optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=args.lr)
for epoch in range(args.epochs):
    train(model, optimizer)
    scheduler.step()
