# base: 0.1
# note: horizon-open at "T_max=config['t_max']"
# clean
import torch
import yaml

with open("config.yaml") as f:
    config = yaml.safe_load(f)

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=config['t_max'])
for epoch in range(config["epochs"]):
    train(model, optimizer)
    scheduler.step()
