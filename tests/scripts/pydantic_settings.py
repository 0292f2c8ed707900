# schedule: cosine(40, to=0.00001) mirror repeat
# base: 0.002
# run: 40 epochs
# clean
import torch
from pydantic import BaseModel, Field


class Settings(BaseModel):
    epochs: int = 40
    lr: float = Field(default=2e-3, gt=0)
    min_lr: float = Field(1e-5)


settings = Settings()
optimizer = torch.optim.AdamW(model.parameters(), lr=settings.lr)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, settings.epochs, eta_min=settings.min_lr)
for epoch in range(settings.epochs):
    train_one_epoch(model, optimizer)
    scheduler.step()
