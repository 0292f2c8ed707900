# schedule: step(10, 0.5)
# base: 0.001
# run: 50 epochs
# clean
import torch

optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10, 0.5)
first = load_counter()
for epoch in range(first, first + 50):
    train(model, optimizer)
    scheduler.step()
