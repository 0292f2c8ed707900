# finding: batches-stepped-by-epoch at "T_max=n_steps"
import torch


def run_epoch(model, loader, opt):
    for batch in loader:
        opt.zero_grad()
        model(batch).backward()
        opt.step()


def main():
    loader = make_loader()
    n_steps = 40 * len(loader)
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=n_steps)
    for epoch in range(40):
        run_epoch(model, loader, opt)
        sched.step()


main()
