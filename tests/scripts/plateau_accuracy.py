# base: 0.01
# run: 80 epochs
# schedule: plateau(0.1, patience=4, mode=max)
# clean
import torch


def fit(model, train_dl, valid_dl):
    opt = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9)
    sched = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, "max", patience=4)
    best = 0
    for epoch in range(80):
        for xb, yb in train_dl:
            loss = torch.nn.functional.cross_entropy(model(xb), yb)
            loss.backward()
            opt.step()
            opt.zero_grad()
        acc = accuracy(model, valid_dl)
        sched.step(acc)
        if acc > best:
            best = acc
            torch.save(model.state_dict(), "best.pt")


fit(Model(), train_dl, valid_dl)
