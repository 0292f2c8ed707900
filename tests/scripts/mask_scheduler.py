# none
# clean
import torch


class StepScheduler:
    def __init__(self, step_size):
        self.step_size = step_size
        self.n = 0

    def step(self):
        self.n += 1
        return self.n // self.step_size


pruner = StepScheduler(step_size=10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(30):
    optimizer.step()
    prune(model, pruner.step())
