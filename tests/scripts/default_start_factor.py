# finding: default-bites at "LinearLR(opt, end_factor=0.01, total_iters=100)"
from torch.optim import AdamW
from torch.optim.lr_scheduler import LinearLR

opt = AdamW(net.parameters(), lr=1e-3)
sched = LinearLR(opt, end_factor=0.01, total_iters=100)
for e in range(100):
    train(net, opt)
    sched.step()
