import argparse
def parse():
    p = argparse.ArgumentParser()
    p.add_argument("--lr", type=float, default=3e-4)
    return p.parse_args()
def main(cfg):
    train(cfg.lr, getattr(cfg, "lr"), getattr(cfg, "momentum", 0.9))
if __name__ == "__main__":
    main(parse())
