# finding: onecycle-past-end at "total_steps=cfg.epochs"
import torch


def main(cfg, net, loader):
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, 0.1, total_steps=cfg.epochs)
    for e in range(cfg.epochs + 5):
        for b in loader:
            opt.zero_grad()
            net(b).backward()
            opt.step()
        sched.step()
