# base: 0.05
# clean
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
scheduler = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=10, T_mult=2)
iters = len(dataloader)
for epoch in range(70):
    for i, sample in enumerate(dataloader):
        inputs, labels = sample["inputs"], sample["labels"]
        optimizer.zero_grad()
        loss = criterion(net(inputs), labels)
        loss.backward()
        optimizer.step()
        scheduler.step(epoch + i / iters)
