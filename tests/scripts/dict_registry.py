# base: 0.01
# run: 120 epochs
# clean
import argparse
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, StepLR

parser = argparse.ArgumentParser()
parser.add_argument("--lr-policy", default="cosine")
args = parser.parse_args()

optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
SCHEDULERS = {
    "cosine": CosineAnnealingLR(optimizer, T_max=120),
    "step": StepLR(optimizer, step_size=40, gamma=0.1),
}
scheduler = SCHEDULERS[args.lr_policy]
for epoch in range(120):
    train(model, optimizer)
    scheduler.step()
