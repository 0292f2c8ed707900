# finding: wrong-quantity at "weight_decay" 4
import torch

weight_decay = 5e-4
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=weight_decay)
scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, weight_decay)
for epoch in range(40):
    train(model, optimizer)
    scheduler.step()
