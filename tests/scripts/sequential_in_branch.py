# schedule: warmup(5, from=1%) then cosine(85) mirror repeat
# base: 0.1
# run: 90 epochs
# params: args.epochs = 90, args.lr = 0.1, args.lr_warmup_epochs = 5, args.lr_warmup_decay = 0.01
# clean
import argparse
import torch


def main(args):
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
    main_lr_scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(
        optimizer, T_max=args.epochs - args.lr_warmup_epochs, eta_min=0.0
    )
    if args.lr_warmup_epochs > 0:
        warmup_lr_scheduler = torch.optim.lr_scheduler.LinearLR(
            optimizer, start_factor=args.lr_warmup_decay, total_iters=args.lr_warmup_epochs
        )
        lr_scheduler = torch.optim.lr_scheduler.SequentialLR(
            optimizer, schedulers=[warmup_lr_scheduler, main_lr_scheduler], milestones=[args.lr_warmup_epochs]
        )
    else:
        lr_scheduler = main_lr_scheduler
    for epoch in range(args.epochs):
        train_one_epoch(model, optimizer, data_loader, epoch)
        lr_scheduler.step()


def get_args_parser():
    parser = argparse.ArgumentParser(description="Classification", add_help=True)
    parser.add_argument("--epochs", default=90, type=int)
    parser.add_argument("--lr", default=0.1, type=float)
    parser.add_argument("--lr-warmup-epochs", default=5, type=int)
    parser.add_argument("--lr-warmup-decay", default=0.01, type=float)
    return parser


if __name__ == "__main__":
    main(get_args_parser().parse_args())
