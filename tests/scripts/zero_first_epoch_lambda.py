# schedule: factor(t -> t / 10) for 10 then hold(1x) for 80
# base: 0.1
# finding: zero-first-epoch at "lambda s: min(1.0, s / 10)"
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1.0, s / 10))
for epoch in range(90):
    train(model, optimizer)
    scheduler.step()
