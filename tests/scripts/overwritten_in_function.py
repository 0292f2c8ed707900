# finding: scheduler-overwritten at "MultiStepLR(opt, [10, 20])"
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR, MultiStepLR


def main():
    opt = SGD(net.parameters(), lr=0.1)
    lr_sched = MultiStepLR(opt, [10, 20])
    criterion = make_criterion()
    lr_sched = CosineAnnealingLR(opt, T_max=30)
    for epoch in range(30):
        train(net, opt, criterion)
        lr_sched.step()


main()
