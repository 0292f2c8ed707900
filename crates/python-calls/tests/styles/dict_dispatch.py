from torch.optim.lr_scheduler import StepLR, ExponentialLR
SCHEDULERS = {"step": StepLR, "exp": ExponentialLR}
PARAMS = {"step": {"step_size": 30}, "exp": {"gamma": 0.9}}
s = SCHEDULERS[args.sched](opt, **PARAMS["step"])
s.step()
