# finding: step-takes-epoch at "epoch" 2
from torch.optim import Adam
from torch.optim.lr_scheduler import ReduceLROnPlateau

optimizer = Adam(net.parameters())
sched = ReduceLROnPlateau(optimizer, factor=0.5, patience=5)
for epoch in range(100):
    fit_once(net, optimizer)
    val_loss = evaluate(net)
    sched.step(val_loss, epoch)
