# schedule: warmup(200) then cosine(1800) mirror repeat
# base: 0.0001
# params: args.warmup_ratio = 0.1, args.lr = 0.0001
# run: 2000 steps
# clean
import argparse

import torch
import transformers

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=1e-4)
parser.add_argument("--warmup_ratio", type=float, default=0.1)
args = parser.parse_args()

total = 2000
optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
lr_scheduler = transformers.get_cosine_schedule_with_warmup(
    optimizer,
    num_warmup_steps=int(total * args.warmup_ratio),
    num_training_steps=total,
)
for step in range(total):
    loss_of(model, step).backward()
    optimizer.step()
    lr_scheduler.step()
    optimizer.zero_grad()
