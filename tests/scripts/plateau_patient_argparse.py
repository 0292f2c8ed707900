# finding: plateau-cannot-act at "patience=args.patience"
import argparse
import torch

p = argparse.ArgumentParser()
p.add_argument("--patience", type=int, default=50)
p.add_argument("--epochs", type=int, default=40)
args = p.parse_args()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="min", patience=args.patience)
for epoch in range(args.epochs):
    train(model, optimizer)
    loss = validate(model)
    scheduler.step(loss)
