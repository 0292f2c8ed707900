from torch.optim.lr_scheduler import StepLR
Sched = StepLR
make = Sched
s = make(opt, step_size=5)
