# base: 0.1
# run: 100 epochs
# params: args.epochs = 100, args.t_max = 200
# finding: cut-by-run at "T_max=args.t_max"
import argparse
import torch

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=100)
parser.add_argument("--t-max", type=int, default=200)
args = parser.parse_args()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=args.t_max)
for epoch in range(args.epochs):
    train(model, optimizer)
    scheduler.step()
