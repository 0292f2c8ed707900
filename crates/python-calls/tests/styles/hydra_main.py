import hydra
@hydra.main(config_path="conf", config_name="config")
def main(cfg):
    for epoch in range(cfg.trainer.max_epochs):
        step(cfg.optim.lr)
if __name__ == "__main__":
    main()
