# schedule: cosine(60) mirror repeat
# base: 0.01
# run: 60 epochs
# params: epochs = 60, lr = 0.01
# clean
import torch
import typer

app = typer.Typer()


@app.command()
def train(epochs: int = typer.Option(60, help="how long"), lr: float = 0.01):
    opt = torch.optim.SGD(net.parameters(), lr=lr)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=epochs)
    for _ in range(epochs):
        for x in loader:
            opt.zero_grad()
            net(x).backward()
            opt.step()
        sched.step()


app()
