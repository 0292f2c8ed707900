class Trainer:
    lr = 0.1
    def __init__(self, epochs: int = 5):
        self.epochs = epochs
        self.setup()
    def setup(self):
        self.opt = SGD(self.params, lr=self.lr)
    def fit(self):
        for e in range(self.epochs):
            self.opt.step()
