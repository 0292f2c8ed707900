iter_num = 0
while True:
    lr = get_lr(iter_num) if decay_lr else learning_rate
    for g in optimizer.param_groups:
        g["lr"] = lr
    optimizer.step()
    iter_num = iter_num + 1
    if iter_num > max_iters:
        break
