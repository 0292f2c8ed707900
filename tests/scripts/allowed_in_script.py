# schedule: cosine(5) mirror repeat
# base: 0.1
# run: 10 epochs
# clean
from torch import optim
from torch.optim.lr_scheduler import CosineAnnealingLR

optimizer = optim.SGD(params, lr=0.1)
scheduler = CosineAnnealingLR(optimizer, T_max=5)  # lehr: allow(climbs-back)
for epoch in range(10):
    optimizer.step()
    scheduler.step()
