# schedule: multistep([30, 60, 80], 0.1)
# base: 0.1
# run: 90 epochs
# clean
import torch

config = {
    "lr": 0.1,
    "epochs": 90,
    "milestones": [30, 60, 80],
    "gamma": 0.1,
}

optimizer = torch.optim.SGD(net.parameters(), lr=config["lr"])
scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, config["milestones"], gamma=config["gamma"])
for epoch in range(config["epochs"]):
    train(net, optimizer)
    scheduler.step()
