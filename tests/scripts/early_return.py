# schedule: step(300, 0.5)
# base: 0.1
# run: 1000 steps
# clean
import torch


def train(net, loader):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 300, gamma=0.5)
    step = 0
    for epoch in range(10_000):
        for x, y in loader:
            torch.nn.functional.mse_loss(net(x), y).backward()
            optimizer.step()
            scheduler.step()
            step += 1
            if step >= 1000:
                return net


train(Net(), loader)
