# schedule: cosine(80) mirror repeat
# base: 0.05
# open: cfg.train.epochs = 80, cfg.optim.lr = 0.05
# run: 80 epochs
# clean
import hydra
import torch


@hydra.main(config_path="conf", config_name="train")
def main(cfg):
    optimizer = torch.optim.SGD(model.parameters(), lr=cfg.optim.lr)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=cfg.train.epochs)
    for epoch in range(cfg.train.epochs):
        train(model, optimizer)
        scheduler.step()


if __name__ == "__main__":
    main()
