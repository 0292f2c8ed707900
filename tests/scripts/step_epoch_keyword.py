# finding: step-takes-epoch at "epoch=ep"
from torch import optim
from torch.optim import lr_scheduler

opt = optim.Adam(net.parameters(), lr=1e-3)
plan = lr_scheduler.CosineAnnealingLR(opt, T_max=40)
for ep in range(40):
    train(net, opt)
    plan.step(epoch=ep)
