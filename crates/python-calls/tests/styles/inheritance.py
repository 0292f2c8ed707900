class Base:
    rate = 0.1
    def __init__(self):
        self.opt = SGD(params, lr=self.rate)
    def step(self):
        self.opt.step()
class Fast(Base):
    rate = 1.0
    def __init__(self):
        super().__init__()
    @property
    def horizon(self):
        return 10 * self.rate
    @staticmethod
    def twice(x):
        return 2 * x
t = Fast()
t.step()
f(t.horizon, t.twice(4))
