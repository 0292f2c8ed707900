# run: unknown
# clean
import torch
from torch.optim.lr_scheduler import LambdaLR, CosineAnnealingLR

warm = 5
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
warmup_scheduler = LambdaLR(optimizer, lambda e: (e + 1) / warm)
main_scheduler = CosineAnnealingLR(optimizer, T_max=95)
for epoch in range(100):
    train(model, optimizer)
    if epoch < warm:
        warmup_scheduler.step()
    else:
        main_scheduler.step()
