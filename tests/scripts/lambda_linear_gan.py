# schedule: factor(t -> 1 - max(0, t - 100) / 101)
# base: 0.0002
# run: 200 epochs
# params: opt.n_epochs = 200, opt.decay_epoch = 100, opt.lr = 0.0002
# clean
import argparse
import torch

parser = argparse.ArgumentParser()
parser.add_argument("--n_epochs", type=int, default=200)
parser.add_argument("--decay_epoch", type=int, default=100, help="epoch from which to start lr decay")
parser.add_argument("--lr", type=float, default=0.0002)
opt = parser.parse_args()


def lambda_rule(epoch):
    return 1.0 - max(0, epoch - opt.decay_epoch) / float(opt.n_epochs - opt.decay_epoch + 1)


generator = Generator()
optimizer_G = torch.optim.Adam(generator.parameters(), lr=opt.lr, betas=(0.5, 0.999))
lr_scheduler_G = torch.optim.lr_scheduler.LambdaLR(optimizer_G, lr_lambda=lambda_rule)

for epoch in range(opt.n_epochs):
    for i, batch in enumerate(dataloader):
        optimizer_G.zero_grad()
        loss = adversarial(generator(batch))
        loss.backward()
        optimizer_G.step()
    lr_scheduler_G.step()
