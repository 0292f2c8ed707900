# finding: scheduler-before-optimizer at "self.scheduler.step()"
import torch


class Loop:
    def __init__(self, model):
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
        self.scheduler = torch.optim.lr_scheduler.ExponentialLR(self.optimizer, gamma=0.97)
        self.scaler = torch.cuda.amp.GradScaler()

    def __call__(self):
        for epoch in range(100):
            self.scheduler.step()
            for batch in self.loader:
                self.scaler.scale(self.loss(batch)).backward()
                self.scaler.step(self.optimizer)
                self.scaler.update()


Loop(model)()
