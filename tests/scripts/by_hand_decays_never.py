# finding: decay-never-happens at "lr" 3
import torch


def adjust_learning_rate(optimizer, epoch):
    lr = 0.1 * (0.1 ** (epoch // 30))
    for group in optimizer.param_groups:
        group["lr"] = lr


optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(20):
    adjust_learning_rate(optimizer, epoch)
    train(model, optimizer)
