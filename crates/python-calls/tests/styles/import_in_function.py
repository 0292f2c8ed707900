def build(opt):
    from torch.optim.lr_scheduler import OneCycleLR
    return OneCycleLR(opt, max_lr=0.1, total_steps=100)
s = build(opt)
s.step()
