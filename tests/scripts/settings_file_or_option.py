# schedule: plateau(0.5, patience=7)
# open: params["factor"] = 0.5, params["patience"] = 7, params["lr"] = 0.001
# base: 0.001
# clean
import argparse
import json

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--config")
parser.add_argument("--factor")
parser.add_argument("--patience")
args = parser.parse_args()
with open(args.config) as file:
    params = json.load(file)
if args.factor is not None:
    params["factor"] = float(args.factor)
if args.patience is not None:
    params["patience"] = int(args.patience)
optimizer = torch.optim.Adam(net.parameters(), lr=params["lr"])
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
    optimizer, factor=params["factor"], patience=params["patience"]
)
while optimizer.param_groups[0]["lr"] > 1e-5:
    train(net, optimizer)
    scheduler.step(validate(net))
