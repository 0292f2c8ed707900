def build(args):
    opt = SGD(params, lr=args.lr)
    if args.sched == "step":
        return opt, StepLR(opt, 30)
    if args.sched == "cos":
        return opt, Cosine(opt, 10)
    return opt, None
opt, sched = build(args)
opt.step()
sched.step()
