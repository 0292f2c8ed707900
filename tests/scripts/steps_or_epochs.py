# schedule: linear(5000)
# base: 5e-5
# open: total = 5000
# clean
import torch
from transformers import get_linear_schedule_with_warmup


def train(args, loader, model):
    if args.max_steps > 0:
        total = args.max_steps
        args.epochs = args.max_steps // (len(loader) // args.accumulation) + 1
    else:
        total = len(loader) // args.accumulation * args.epochs
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
    scheduler = get_linear_schedule_with_warmup(optimizer, 0, num_training_steps=total)
    step = 0
    for epoch in range(int(args.epochs)):
        for i, batch in enumerate(loader):
            model(**batch).loss.backward()
            if (i + 1) % args.accumulation == 0:
                optimizer.step()
                scheduler.step()
                model.zero_grad()
                step += 1
            if args.max_steps > 0 and step > args.max_steps:
                break
