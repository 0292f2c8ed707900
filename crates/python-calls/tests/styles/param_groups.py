def adjust_learning_rate(optimizer, epoch, args):
    lr = args.lr * (0.1 ** (epoch // 30))
    for param_group in optimizer.param_groups:
        param_group["lr"] = lr
def warm(optimizer):
    for g in optimizer.param_groups:
        g["lr"] *= 0.5
optimizer = SGD(params, 0.1)
for epoch in range(90):
    adjust_learning_rate(optimizer, epoch, args)
    warm(optimizer)
    optimizer.step()
    lr = optimizer.param_groups[0]["lr"]
