match args.sched:
    case "step" | "multistep":
        s = StepLR(opt, 30)
    case "cos" if args.long:
        s = Cosine(opt, 300)
    case _:
        s = None
s.step()
