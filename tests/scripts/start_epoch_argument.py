# schedule: step(100, 0.1)
# base: 0.0001
# run: 300 epochs
# params: args.lr = 0.0001, args.epochs = 300, args.lr_drop = 100, args.start_epoch = 0
# clean
import argparse
import torch


def get_args_parser():
    parser = argparse.ArgumentParser("Detector", add_help=False)
    parser.add_argument("--lr", default=1e-4, type=float)
    parser.add_argument("--epochs", default=300, type=int)
    parser.add_argument("--lr_drop", default=100, type=int)
    parser.add_argument("--start_epoch", default=0, type=int)
    return parser


def main(args):
    model, criterion = build_model(args)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr, weight_decay=1e-4)
    lr_scheduler = torch.optim.lr_scheduler.StepLR(optimizer, args.lr_drop)
    for epoch in range(args.start_epoch, args.epochs):
        train_one_epoch(model, criterion, optimizer, epoch)
        lr_scheduler.step()


if __name__ == "__main__":
    parser = argparse.ArgumentParser("training", parents=[get_args_parser()])
    main(parser.parse_args())
