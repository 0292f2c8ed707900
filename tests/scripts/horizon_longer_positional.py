# base: 0.0003
# run: 60 epochs
# finding: cut-by-run at "200"
from torch.optim import AdamW
from torch.optim.lr_scheduler import CosineAnnealingLR as Cosine

EPOCHS = 60
opt = AdamW(model.parameters(), 3e-4)
sched = Cosine(opt, 200)
for ep in range(1, EPOCHS + 1):
    train_one(model, opt)
    sched.step()
