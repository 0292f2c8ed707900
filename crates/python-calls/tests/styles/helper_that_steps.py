def train_epoch(model, loader, opt, sched=None):
    for batch in loader:
        opt.step()
        if sched is not None:
            sched.step()
opt = SGD(params, 0.1)
sched = Cosine(opt, len(train_loader))
for epoch in range(3):
    train_epoch(model, train_loader, opt, sched)
train_epoch(model, train_loader, opt)
