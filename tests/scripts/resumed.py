# schedule: cosine(100) mirror repeat
# base: 0.001
# run: 100 epochs
# params: args.epochs = 100
# clean
import argparse
import torch
import torch.optim.lr_scheduler as lrs

p = argparse.ArgumentParser()
p.add_argument("--epochs", type=int, default=100)
p.add_argument("--resume", default="")
args = p.parse_args()

optimizer = torch.optim.Adam(model.parameters())
scheduler = lrs.CosineAnnealingLR(optimizer, T_max=args.epochs)
start_epoch = 0
if args.resume:
    checkpoint = torch.load(args.resume)
    start_epoch = checkpoint["epoch"]
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])

for epoch in range(start_epoch, args.epochs):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()
    torch.save({"epoch": epoch + 1, "scheduler": scheduler.state_dict()}, "last.pt")
