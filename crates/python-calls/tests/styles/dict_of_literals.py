config = {"lr": 0.1, "sched": {"T_max": 10, "eta_min": 1e-5}}
config["lr"] = 0.2
config.update(epochs=5)
s = Cosine(opt, **config["sched"])
t = Cosine(opt, **{"T_max": 3}, eta_min=config["lr"], last=config.get("last", -1))
for _ in range(config["epochs"]):
    s.step()
