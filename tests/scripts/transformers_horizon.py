# finding: cut-by-run at "num_training_steps=100000"
import torch
from transformers import get_cosine_schedule_with_warmup

optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
scheduler = get_cosine_schedule_with_warmup(optimizer, num_warmup_steps=1000, num_training_steps=100000)
for step in range(20000):
    model(**next(data)).loss.backward()
    optimizer.step()
    scheduler.step()
    optimizer.zero_grad()
