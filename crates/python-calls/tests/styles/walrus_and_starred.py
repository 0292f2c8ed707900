first, *rest = [1, 2, 3]
*head, last = (4, 5, 6)
if (n := len(loader)) > 10:
    f(n, first, last)
xs = [*[1, 2], 3]
f(xs, xs[0], xs[-1], xs[1:])
