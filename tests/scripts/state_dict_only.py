# schedule: cosine(40) mirror repeat
# base: 0.001
# run: 40 epochs
# clean
import torch

optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 40)
start = 0
if resume:
    state = torch.load(path)
    scheduler.load_state_dict(state["scheduler"])
    start = state["epoch"] + 1
for epoch in range(start, 40):
    train(model, optimizer)
    scheduler.step()
    torch.save({"scheduler": scheduler.state_dict(), "epoch": epoch}, path)
    print(scheduler.get_last_lr())
