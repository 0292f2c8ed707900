import click
@click.command()
@click.option("--epochs", default=20, help="how long")
@click.option("--learning-rate", "lr", type=float, default=0.01)
@click.argument("path")
def main(epochs, lr, path):
    train(epochs, lr, path)
if __name__ == "__main__":
    main()
