# finding: zero-throughout at "lambda epoch: epoch // 100"
import torch

optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: epoch // 100)
for epoch in range(50):
    train(net, optimizer)
    scheduler.step()
