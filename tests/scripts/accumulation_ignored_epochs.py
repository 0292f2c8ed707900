# finding: accumulation-ignored at "total" 2
import torch
from transformers import get_linear_schedule_with_warmup

epochs, accumulate = 3, 4
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
total = epochs * len(train_loader)
scheduler = get_linear_schedule_with_warmup(optimizer, 100, total)
for epoch in range(epochs):
    for step, batch in enumerate(train_loader):
        loss = model(**batch).loss / accumulate
        loss.backward()
        if step % accumulate == accumulate - 1:
            optimizer.step()
            scheduler.step()
            optimizer.zero_grad()
