import math
from torch.optim.lr_scheduler import LambdaLR
warm, total = 10, 100
def factor(step):
    if step < warm:
        return step / warm
    progress = (step - warm) / (total - warm)
    return 0.5 * (1 + math.cos(math.pi * progress))
s = LambdaLR(opt, lr_lambda=factor)
t = LambdaLR(opt, lambda e, k=0.95: k ** e)
