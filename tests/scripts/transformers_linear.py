# schedule: warmup(500) then linear(4500)
# base: 5e-5
# run: 5000 steps
# clean
from torch.optim import AdamW
from transformers import AutoModel, get_linear_schedule_with_warmup

num_training_steps = 5000
model = AutoModel.from_pretrained("bert-base-uncased")
optimizer = AdamW(model.parameters(), lr=5e-5, eps=1e-8)
scheduler = get_linear_schedule_with_warmup(optimizer, num_warmup_steps=500, num_training_steps=num_training_steps)
done = 0
while done < num_training_steps:
    loss = model(**next(data)).loss
    loss.backward()
    optimizer.step()
    scheduler.step()
    optimizer.zero_grad()
    done += 1
