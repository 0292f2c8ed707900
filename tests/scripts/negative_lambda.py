# finding: not-a-rate at "lambda e: 1 - e / 50"
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda e: 1 - e / 50)
for epoch in range(100):
    train(model, optimizer)
    scheduler.step()
