import typer
app = typer.Typer()
@app.command()
def train(epochs: int = 10, lr: float = typer.Option(0.1, help="rate"), out: str = typer.Argument(...)):
    fit(epochs, lr, out)
if __name__ == "__main__":
    app()
