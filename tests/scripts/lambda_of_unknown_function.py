# reason: "factor_of(step)"
# clean
from project.rates import factor_of
from torch.optim import SGD
from torch.optim.lr_scheduler import LambdaLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = LambdaLR(optimizer, lambda step: min(1.0, factor_of(step)))
for step in range(40):
    train(model, optimizer)
    scheduler.step()
