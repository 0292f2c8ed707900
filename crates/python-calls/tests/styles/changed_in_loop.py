lr = 0.1
for epoch in range(10):
    if epoch in (5, 8):
        lr *= 0.1
    set_rate(lr)
sched = StepLR(opt, 1)
for epoch in range(10):
    if epoch == 5:
        sched = Cosine(opt, 5)
    sched.step()
