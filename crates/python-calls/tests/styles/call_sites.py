def run(lr, epochs=10):
    opt = SGD(params, lr=lr)
    for e in range(epochs):
        opt.step()
run(0.1)
run(0.01, epochs=20)
