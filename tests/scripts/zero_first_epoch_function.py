# finding: zero-first-epoch at "lr_lambda=warm"
import torch


def warm(epoch):
    if epoch < 5:
        return epoch / 5
    return 0.95 ** (epoch - 5)


optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lr_lambda=warm)
for epoch in range(100):
    train(net, optimizer)
    scheduler.step()
