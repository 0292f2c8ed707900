for a in range(10):
    f(a)
for b in range(1, n + 1):
    f(b)
for c in range(start, stop, 2):
    f(c)
for d in reversed(range(5)):
    f(d)
