class Trainer:
    def __init__(self, model, lr=0.1, epochs=5):
        self.opt = SGD(model.parameters(), lr=lr)
        self.sched = StepLR(self.opt, step_size=2)
        self.epochs = epochs
        self.step_count = 0
    def train(self):
        for epoch in range(self.epochs):
            self.train_epoch()
            self.sched.step()
    def train_epoch(self):
        for batch in self.loader:
            self.opt.step()
            self.step_count += 1
            if self.step_count % 100 == 0:
                self.log()
    def log(self):
        print(self.step_count)
Trainer(net, epochs=7).train()
