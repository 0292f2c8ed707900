# schedule: hold
# base: 0.0001
# params: args.lr_scheduler = "constant", args.max_train_steps = 15000, args.learning_rate = 0.0001
# open: len(loader) = 100
# clean
import argparse

import torch
from accelerate import Accelerator
from diffusers.optimization import get_scheduler


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--max_train_steps", type=int, default=15000)
    parser.add_argument("--gradient_accumulation_steps", type=int, default=1)
    parser.add_argument("--learning_rate", type=float, default=1e-4)
    parser.add_argument("--lr_scheduler", type=str, default="constant")
    parser.add_argument("--lr_warmup_steps", type=int, default=500)
    return parser.parse_args()


def main():
    args = parse_args()
    accelerator = Accelerator(gradient_accumulation_steps=args.gradient_accumulation_steps)
    optimizer = torch.optim.AdamW(unet.parameters(), lr=args.learning_rate)
    lr_scheduler = get_scheduler(
        args.lr_scheduler,
        optimizer=optimizer,
        num_warmup_steps=args.lr_warmup_steps * accelerator.num_processes,
        num_training_steps=args.max_train_steps * accelerator.num_processes,
    )
    unet_, optimizer, loader_, lr_scheduler = accelerator.prepare(unet, optimizer, loader, lr_scheduler)
    global_step = 0
    for epoch in range(1000):
        for batch in loader_:
            with accelerator.accumulate(unet_):
                accelerator.backward(loss_of(unet_, batch))
                optimizer.step()
                lr_scheduler.step()
                optimizer.zero_grad()
            if accelerator.sync_gradients:
                global_step += 1
            if global_step >= args.max_train_steps:
                break


if __name__ == "__main__":
    main()
