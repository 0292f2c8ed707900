# schedule: factor(t -> 0.5 ^ floor(t / 20))
# base: 0.001
# run: 100 epochs
# clean
import torch

optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
f = lambda epoch: 0.5 ** (epoch // 20)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lr_lambda=f)
for epoch in range(100):
    train(net, optimizer)
    scheduler.step()
