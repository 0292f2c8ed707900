import torch.optim as optim
import torch.optim.lr_scheduler as lrs
opt = optim.SGD(net.parameters(), lr=0.1)
sched = lrs.StepLR(opt, 30)
