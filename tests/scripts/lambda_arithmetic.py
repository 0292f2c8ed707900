# schedule: factor(t -> 0.95 ^ t)
# base: 0.01
# run: 100 epochs
# clean
import torch.optim as optim

optimizer = optim.Adam(net.parameters(), lr=0.01)
scheduler = optim.lr_scheduler.LambdaLR(optimizer, lr_lambda=lambda epoch: 0.95 ** epoch)
for epoch in range(100):
    for batch in loader:
        optimizer.zero_grad()
        net.loss(batch).backward()
        optimizer.step()
    scheduler.step()
