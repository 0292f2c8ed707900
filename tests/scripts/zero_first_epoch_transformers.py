# finding: zero-first-epoch at "num_warmup_steps=5"
import torch
from transformers import get_cosine_schedule_with_warmup

optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
scheduler = get_cosine_schedule_with_warmup(optimizer, num_warmup_steps=5, num_training_steps=100)
for epoch in range(100):
    for batch in loader:
        optimizer.zero_grad()
        model(batch).backward()
        optimizer.step()
    scheduler.step()
