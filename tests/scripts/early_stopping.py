# schedule: step(25, 0.2)
# base: 0.001
# clean
import torch

optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
lr_scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=25, gamma=0.2)
best, bad = float("inf"), 0
for epoch in range(100):
    train(model, optimizer)
    val = validate(model)
    lr_scheduler.step()
    if val < best:
        best, bad = val, 0
    else:
        bad += 1
        if bad >= 10:
            print("early stop")
            break
