# finding: accumulation-ignored at "total_steps=args.epochs * len(dl)"
import argparse
import torch

p = argparse.ArgumentParser()
p.add_argument("--epochs", type=int, default=10)
p.add_argument("--accum", type=int, default=2)
args = p.parse_args()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
sched = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=0.1, total_steps=args.epochs * len(dl))
for epoch in range(args.epochs):
    for i, b in enumerate(dl):
        net(b).backward()
        if (i + 1) % args.accum == 0:
            opt.step()
            opt.zero_grad()
            sched.step()
