# finding: milestones-not-whole at "EPOCHS / 3"
from torch.optim import SGD
from torch.optim.lr_scheduler import MultiStepLR

EPOCHS = 100
opt = SGD(net.parameters(), lr=0.1)
sched = MultiStepLR(opt, [EPOCHS / 3, 75])
for e in range(EPOCHS):
    train(net, opt)
    sched.step()
