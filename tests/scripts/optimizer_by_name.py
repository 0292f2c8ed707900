# run: 60 epochs
# clean
import torch

optimizer = getattr(torch.optim, config.optimizer)(model.parameters(), lr=0.01)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=20)
for epoch in range(60):
    train(model, optimizer)
    scheduler.step()
