opt = SGD(params, lr=0.1)
s = StepLR(opt, step_size=3, async=True)
def f(:
    pass
s.step()
for x in
opt.step()
