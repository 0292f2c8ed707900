from torch.optim import lr_scheduler as S, SGD as Descent
s = S.ExponentialLR(Descent(params, 0.1), gamma=0.9)
