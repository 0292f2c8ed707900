# finding: cut-by-run at "T_max=500"
import torch

optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=500)
for epoch in range(100):
    train(model, optimizer)
    scheduler.step()
    if stopper.should_stop(validate(model)):
        break
