def make(args, opt):
    if args.fast:
        args.epochs = 10
        return Cosine(opt, 10)
    args.epochs = 100
    return Cosine(opt, 100)
s = make(args, opt)
for e in range(args.epochs):
    s.step()
