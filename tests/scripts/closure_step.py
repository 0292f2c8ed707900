# schedule: step(5, 0.5)
# base: 1
# run: 30 epochs
# clean
import torch

optimizer = torch.optim.LBFGS(model.parameters(), lr=1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.5)
for epoch in range(30):
    def closure():
        optimizer.zero_grad()
        loss = objective(model)
        loss.backward()
        return loss

    optimizer.step(closure)
    scheduler.step()
