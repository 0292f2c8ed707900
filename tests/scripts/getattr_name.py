# reason: "getattr(torch.optim.lr_scheduler, args.scheduler)"
# clean
import argparse
import torch

p = argparse.ArgumentParser()
p.add_argument("--scheduler")
args = p.parse_args()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = getattr(torch.optim.lr_scheduler, args.scheduler)(optimizer, 10)
for epoch in range(30):
    train(model, optimizer)
    scheduler.step()
