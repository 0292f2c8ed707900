for (x, y), z in zip(loader, other):
    f(x, y, z)
for opt, s in zip([o1, o2], [s1, s2]):
    opt.step()
    s.step()
for i, lr in enumerate([0.1, 0.01]):
    f(i, lr)
for name, lr in {"a": 1, "b": 2}.items():
    f(name, lr)
