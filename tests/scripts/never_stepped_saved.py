# finding: never-stepped at "CosineAnnealingLR(opt, T_max=50)"
from torch import optim, save
from torch.optim.lr_scheduler import CosineAnnealingLR


def main():
    opt = optim.Adam(net.parameters(), lr=1e-3)
    sched = CosineAnnealingLR(opt, T_max=50)
    for epoch in range(50):
        for batch in loader:
            opt.zero_grad()
            net(batch).backward()
            opt.step()
        save({"opt": opt.state_dict(), "sched": sched.state_dict()}, "ck.pt")


if __name__ == "__main__":
    main()
