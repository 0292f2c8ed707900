def helper(opt, sched):
    sched.step()
def main(epochs=5):
    opt = SGD(params, 0.1)
    sched = StepLR(opt, 2)
    for e in range(epochs):
        helper(opt, sched)
