# finding: batches-stepped-by-epoch at "num_training_steps=total_steps"
import torch
from transformers import get_linear_schedule_with_warmup

EPOCHS = 5
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5)
total_steps = len(train_loader) * EPOCHS
scheduler = get_linear_schedule_with_warmup(optimizer, num_warmup_steps=0, num_training_steps=total_steps)
for epoch in range(EPOCHS):
    for batch in train_loader:
        loss = model(**batch).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    scheduler.step()
