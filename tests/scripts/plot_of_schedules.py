# schedule: cosine(100) mirror repeat
# base: 0.1
# run: 100 steps
# clean
import matplotlib.pyplot as plt
import torch

optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.1)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=100)
lrs = []
for i in range(100):
    scheduler.step()
    lrs.append(scheduler.get_last_lr()[0])
plt.plot(lrs)
plt.show()
