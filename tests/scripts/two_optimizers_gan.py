# schedule of scheduler_g: step(50, 0.3)
# base: 0.0002
# schedule of scheduler_d: step(50, 0.3)
# base: 0.0001
# run: 150 epochs
# clean
import torch
from torch.optim import Adam
from torch.optim.lr_scheduler import StepLR

netG, netD = Generator(), Discriminator()
optimizerG = Adam(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
optimizerD = Adam(netD.parameters(), lr=1e-4, betas=(0.5, 0.999))
scheduler_g = StepLR(optimizerG, step_size=50, gamma=0.3)
scheduler_d = StepLR(optimizerD, step_size=50, gamma=0.3)

for epoch in range(150):
    for real in dataloader:
        optimizerD.zero_grad()
        d_loss(netD, netG, real).backward()
        optimizerD.step()
        optimizerG.zero_grad()
        g_loss(netD, netG).backward()
        optimizerG.step()
    scheduler_g.step()
    scheduler_d.step()
