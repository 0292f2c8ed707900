from functools import partial
from torch.optim.lr_scheduler import StepLR
make = partial(StepLR, step_size=3, gamma=0.5)
s = make(opt, gamma=0.1)
s.step()
