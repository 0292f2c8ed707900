# schedule of step: step(30, 0.1)
# schedule of cosine: cosine(90) mirror repeat
# base: 0.1
# run: 90 epochs
# params: args.epochs = 90, args.sched = "step"
# clean
import argparse
import torch
from torch.optim import lr_scheduler


def build_scheduler(optimizer, args):
    if args.sched == "step":
        return lr_scheduler.StepLR(optimizer, step_size=30, gamma=0.1)
    elif args.sched == "cosine":
        return lr_scheduler.CosineAnnealingLR(optimizer, T_max=args.epochs)
    raise ValueError(args.sched)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=90)
    parser.add_argument("--sched", default="step", choices=["step", "cosine"])
    args = parser.parse_args()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = build_scheduler(optimizer, args)
    for epoch in range(args.epochs):
        train(model, optimizer, epoch)
        scheduler.step()
