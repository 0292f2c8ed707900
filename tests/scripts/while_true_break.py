# schedule: step(2500, 0.3)
# base: 0.001
# run: 10000 steps
# clean
import torch

model = Net()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
sched = torch.optim.lr_scheduler.StepLR(opt, 2500, gamma=0.3)
iteration = 0
while True:
    x, y = sample_batch()
    loss = (model(x) - y).square().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    sched.step()
    iteration += 1
    if iteration >= 10000:
        break
