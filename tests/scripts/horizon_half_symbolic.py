# base: 0.1
# open: cfg.epochs = 100
# finding: horizon-not-the-loops at "T_max=cfg.epochs // 2"
import torch


def main(cfg):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=cfg.epochs // 2)
    for epoch in range(cfg.epochs):
        train(model, optimizer)
        scheduler.step()
