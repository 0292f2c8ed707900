# schedule: cosine(150, to=1e-6) mirror repeat
# base: 0.001
# run: 150 epochs
# clean
import torch
from torch import optim
from torch.utils.data import DataLoader


class Trainer:
    def __init__(self, model, train_set, epochs=150, lr=1e-3):
        self.model = model
        self.epochs = epochs
        self.loader = DataLoader(train_set, batch_size=64, shuffle=True)
        self.optimizer = optim.AdamW(model.parameters(), lr=lr)
        self.scheduler = optim.lr_scheduler.CosineAnnealingLR(self.optimizer, T_max=self.epochs, eta_min=1e-6)

    def fit(self):
        for epoch in range(self.epochs):
            loss = self.train_epoch()
            self.scheduler.step()
            print(epoch, loss)

    def train_epoch(self):
        self.model.train()
        total = 0.0
        for x, y in self.loader:
            self.optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(self.model(x), y)
            loss.backward()
            self.optimizer.step()
            total += loss.item()
        return total / len(self.loader)


if __name__ == "__main__":
    Trainer(build_model(), dataset).fit()
