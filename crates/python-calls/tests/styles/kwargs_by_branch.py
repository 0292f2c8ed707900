kwargs = dict(T_max=10)
if args.warm:
    kwargs["eta_min"] = 0.1
s = Cosine(opt, **kwargs)
u = Cosine(opt, **open_kwargs)
