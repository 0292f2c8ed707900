# run: 40 epochs
# clean
import torch

optimizer = torch.optim.SGD(
    [
        {"params": model.backbone.parameters(), "lr": 1e-3},
        {"params": model.head.parameters(), "lr": 1e-2},
    ],
    lr=0,
    momentum=0.9,
)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=15, gamma=0.1)
for epoch in range(40):
    train(model, optimizer)
    scheduler.step()
