# schedule: cosine(100) mirror repeat
# base: 0.1
# run: 100 epochs
# clean
import torch

epochs = 200
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
# T_max may be a float.
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs / 2)
for epoch in range(epochs // 2):
    train(model, optimizer)
    scheduler.step()
