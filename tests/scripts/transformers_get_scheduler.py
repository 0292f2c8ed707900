# schedule: warmup(100) then cosine(900) mirror repeat
# base: 3e-5
# run: 1000 steps
# clean
import torch
from transformers import get_scheduler

optimizer = torch.optim.AdamW(model.parameters(), lr=3e-5)
lr_scheduler = get_scheduler("cosine", optimizer=optimizer, num_warmup_steps=100, num_training_steps=1000)
for step in range(1000):
    outputs = model(**batches[step])
    outputs.loss.backward()
    optimizer.step()
    lr_scheduler.step()
    optimizer.zero_grad()
