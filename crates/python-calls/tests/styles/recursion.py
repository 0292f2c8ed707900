def f(n):
    g(n)
    return f(n - 1)
f(3)
