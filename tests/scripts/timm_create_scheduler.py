# base: 0.0005
# clean
import argparse

import torch
from timm.optim import create_optimizer
from timm.scheduler import create_scheduler

parser = argparse.ArgumentParser("training")
parser.add_argument("--epochs", default=300, type=int)
parser.add_argument("--opt", default="adamw")
parser.add_argument("--sched", default="cosine", type=str)
parser.add_argument("--lr", type=float, default=5e-4)
parser.add_argument("--warmup-lr", type=float, default=1e-6)
parser.add_argument("--min-lr", type=float, default=1e-5)
parser.add_argument("--warmup-epochs", type=int, default=5)
parser.add_argument("--cooldown-epochs", type=int, default=10)
parser.add_argument("--decay-epochs", type=float, default=30)
parser.add_argument("--decay-rate", type=float, default=0.1)
args = parser.parse_args()

optimizer = create_optimizer(args, model)
lr_scheduler, _ = create_scheduler(args, optimizer)
for epoch in range(args.epochs):
    train_one_epoch(model, optimizer, epoch)
    lr_scheduler.step(epoch)
