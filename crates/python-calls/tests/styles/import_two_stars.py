from torch.optim import *
from torch.optim.lr_scheduler import *
s = StepLR(SGD(params, lr=max(0.1, 0.2)), 3)
