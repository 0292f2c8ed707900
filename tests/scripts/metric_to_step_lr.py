# finding: metric-unused at "val_loss" 2
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 30)
for epoch in range(90):
    train(model, optimizer)
    val_loss = validate(model)
    scheduler.step(val_loss)
