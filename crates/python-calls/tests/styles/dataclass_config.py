from dataclasses import dataclass
@dataclass
class Config:
    lr: float = 0.1
    epochs: int = 10
    decay: float = 0.5
    steps: int = 100
cfg = Config(0.2, decay=0.9)
cfg.steps = 1000
f(cfg.lr, cfg.epochs, cfg.decay, cfg.steps)
