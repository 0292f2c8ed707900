# finding: metric-missing at "scheduler.step()"
import torch


def main(net, loader):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, "min", patience=2)
    for epoch in range(1, 41):
        for x in loader:
            optimizer.zero_grad()
            net(x).backward()
            optimizer.step()
            scheduler.step()


main(net, loader)
