# finding: metric-unused at "acc" 2
import torch


def loop(net):
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    sched = torch.optim.lr_scheduler.ExponentialLR(opt, 0.95)
    for _ in range(60):
        fit(net, opt)
        acc = test(net)
        sched.step(acc)


loop(net)
