# clean
import torch


class LambdaLR:
    def __init__(self, n_epochs, offset, decay_start_epoch):
        self.n_epochs = n_epochs
        self.offset = offset
        self.decay_start_epoch = decay_start_epoch

    def step(self, epoch):
        return 1.0 - max(0, epoch + self.offset - self.decay_start_epoch) / (self.n_epochs - self.decay_start_epoch)


optimizer = torch.optim.Adam(net.parameters(), lr=2e-4)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lr_lambda=LambdaLR(200, 0, 100).step)
for epoch in range(200):
    for batch in dataloader:
        optimizer.zero_grad()
        net(batch).backward()
        optimizer.step()
    scheduler.step()
