import os
EPOCHS = int(os.environ.get("EPOCHS", 10))
LR = float(os.environ["LR"])
W = os.getenv("WARMUP", "5")
f(EPOCHS, LR, W)
