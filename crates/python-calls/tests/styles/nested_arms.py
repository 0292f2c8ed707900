if a:
    if b:
        x = 1
    else:
        x = 2
elif c:
    x = 3
f(x)
