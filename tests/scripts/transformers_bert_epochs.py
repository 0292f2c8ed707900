# schedule: linear(1200)
# base: 2e-5
# open: len(train_dataloader) = 300
# run: 1200 steps
# clean
import torch
from transformers import BertForSequenceClassification, get_linear_schedule_with_warmup

epochs = 4
model = BertForSequenceClassification.from_pretrained("bert-base-uncased", num_labels=2)
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5, eps=1e-8)
total_steps = len(train_dataloader) * epochs
scheduler = get_linear_schedule_with_warmup(optimizer, num_warmup_steps=0, num_training_steps=total_steps)

for epoch_i in range(0, epochs):
    model.train()
    for step, batch in enumerate(train_dataloader):
        model.zero_grad()
        loss = model(batch[0], attention_mask=batch[1], labels=batch[2]).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
