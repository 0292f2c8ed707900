# finding: float-horizon at "total_steps=len(dataset) * epochs / batch_size"
import torch


def make(model, dataset, epochs, batch_size):
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    return optimizer, torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=1e-3, total_steps=len(dataset) * epochs / batch_size
    )
