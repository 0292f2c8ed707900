import yaml
with open("config.yaml") as f:
    config = yaml.safe_load(f)
opt = SGD(params, lr=config["optim"]["lr"], momentum=config.get("momentum", 0.9))
for epoch in range(config["epochs"]):
    opt.step()
