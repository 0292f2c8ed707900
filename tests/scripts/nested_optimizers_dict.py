# schedule: step(40, 0.5)
# base: 0.001
# run: 160 epochs
# clean
import torch

optims = {"net": torch.optim.Adam(net.parameters(), lr=1e-3)}
scheds = {"net": torch.optim.lr_scheduler.StepLR(optims["net"], 40, 0.5)}
for epoch in range(160):
    for x in loader:
        optims["net"].zero_grad()
        net(x).backward()
        optims["net"].step()
    scheds["net"].step()
