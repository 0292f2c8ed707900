def build():
    opt = SGD(params, 0.1)
    return opt, StepLR(opt, 3)
trainer.scheduler = StepLR(opt, 2)
engine, opt, _, sched = deepspeed.initialize(model=model, optimizer=opt, lr_scheduler=sched)
torch.save({"sched": sched.state_dict()}, path)
