# schedule: onecycle(1200, pct_start=0.1)
# base: 0.003
# params: args.epochs = 30, args.max_lr = 0.003
# open: len(loader) = 40
# run: 1200 steps
# clean
import argparse
import torch


def train(model, loader, optimizer, scheduler, scaler):
    model.train()
    for x, y in loader:
        with torch.autocast("cuda"):
            loss = model.loss(x, y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad(set_to_none=True)
        scheduler.step()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--max-lr", type=float, default=3e-3)
    args = parser.parse_args()
    loader = get_loader()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        max_lr=args.max_lr,
        total_steps=args.epochs * len(loader),
        pct_start=0.1,
    )
    scaler = torch.amp.GradScaler()
    for epoch in range(args.epochs):
        train(model, loader, optimizer, scheduler, scaler)
