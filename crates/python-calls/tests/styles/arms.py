if args.sched == "step":
    s = StepLR(opt, 30)
elif args.sched == "cos":
    s = Cosine(opt, args.epochs)
    args.epochs = 200
elif args.sched in ("none", None):
    s = None
else:
    raise ValueError(args.sched)
for epoch in range(args.epochs):
    if s is not None:
        s.step()
