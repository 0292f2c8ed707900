# finding: scheduler-before-optimizer at "sched.step()"
import torch

steps = 5000
opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, steps)
for i in range(steps):
    loss = model(next(it))
    opt.zero_grad()
    loss.backward()
    sched.step()
    opt.step()
