# schedule: multistep([100, 150], 0.1)
# base: 0.1
# clean
import argparse
import torch
import torch.optim.lr_scheduler as S

ap = argparse.ArgumentParser()
ap.add_argument("--dataset", default="cifar")
args = ap.parse_args()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
if args.dataset == "cifar":
    args.epochs = 200
    sched = S.MultiStepLR(opt, milestones=[100, 150])
else:
    args.epochs = 90
    sched = S.StepLR(opt, 30)
for epoch in range(args.epochs):
    train(net, opt)
    sched.step()
