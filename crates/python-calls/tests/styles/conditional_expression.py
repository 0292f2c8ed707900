from torch.optim.lr_scheduler import StepLR, CosineAnnealingLR
s = StepLR(opt, 3) if args.step else CosineAnnealingLR(opt, 10)
lr = 0.1 if args.big else 0.01
s.step()
f(lr)
