# run: unknown
# clean
import torch

num_updates = 1000
learning_rate = 2.5e-4
optimizer = torch.optim.Adam(agent.parameters(), lr=learning_rate, eps=1e-5)
for update in range(1, num_updates + 1):
    frac = 1.0 - (update - 1.0) / num_updates
    lrnow = frac * learning_rate
    optimizer.param_groups[0]["lr"] = lrnow
    loss = agent.loss()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
