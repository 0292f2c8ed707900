from torch.optim.lr_scheduler import *
s = StepLR(opt, 3)
