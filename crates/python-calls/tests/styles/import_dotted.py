import torch.optim.lr_scheduler
s = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=10)
