# schedule: poly(60, power=0.9)
# base: 0.01
# run: 60 epochs
# params: epochs = 60, lr = 0.01
# clean
import click
import torch


@click.command()
@click.option("--epochs", default=60, show_default=True)
@click.option("--lr", type=float, default=0.01)
@click.argument("data")
def main(data, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    scheduler = torch.optim.lr_scheduler.PolynomialLR(optimizer, total_iters=epochs, power=0.9)
    for epoch in range(epochs):
        train(model, optimizer, data)
        scheduler.step()


if __name__ == "__main__":
    main()
