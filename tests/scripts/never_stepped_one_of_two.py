# finding: never-stepped at "ExponentialLR(opt_d, 0.99)"
import torch
from torch.optim.lr_scheduler import ExponentialLR

opt_g = torch.optim.Adam(g.parameters(), lr=2e-4)
opt_d = torch.optim.Adam(d.parameters(), lr=2e-4)
sched_g = ExponentialLR(opt_g, 0.99)
sched_d = ExponentialLR(opt_d, 0.99)
for epoch in range(500):
    for real in loader:
        opt_d.zero_grad()
        d_loss(real).backward()
        opt_d.step()
        opt_g.zero_grad()
        g_loss().backward()
        opt_g.step()
    sched_g.step()
