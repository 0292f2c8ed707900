# none
import pytest
import torch
from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts, ExponentialLR


def test_lengths_are_whole():
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.1)
    with pytest.raises(ValueError, match="T_0"):
        CosineAnnealingWarmRestarts(optimizer, T_0=0.5)
    with pytest.raises(TypeError):
        ExponentialLR(optimizer, gamma=2.0, epoch=3)
