# note: processes-uncounted at "num_training_steps=total"
# clean
import torch
from accelerate import Accelerator
from diffusers.optimization import get_scheduler

accelerator = Accelerator()
optimizer = torch.optim.AdamW(unet.parameters(), lr=1e-4)
unet, optimizer, dataloader = accelerator.prepare(unet, optimizer, dataloader)
total = 10 * len(dataloader)
lr_scheduler = get_scheduler("cosine", optimizer, num_warmup_steps=0, num_training_steps=total)
lr_scheduler = accelerator.prepare(lr_scheduler)
for epoch in range(10):
    for batch in dataloader:
        accelerator.backward(unet(batch))
        optimizer.step()
        lr_scheduler.step()
        optimizer.zero_grad()
