milestones = [int(m) for m in args.milestones.split(",")]
points = [10 * i for i in (1, 2, 3)]
table = {k: v * 2 for k, v in {"a": 1}.items()}
total = sum(len(x) for x in loaders if x.ok)
s = MultiStepLR(opt, milestones=points)
f(milestones, table, total)
