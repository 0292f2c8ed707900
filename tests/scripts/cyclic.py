# run: unknown
# clean
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
scheduler = torch.optim.lr_scheduler.CyclicLR(optimizer, base_lr=1e-4, max_lr=0.1, step_size_up=400, mode="triangular2")
for epoch in range(12):
    for xb, yb in train_dl:
        loss = loss_func(model(xb), yb)
        loss.backward()
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
