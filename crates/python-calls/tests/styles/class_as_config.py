class CFG:
    epochs = 6
    lr = 1e-4
    T_max = epochs * 2
s = Cosine(opt, T_max=CFG.T_max, eta_min=CFG.lr)
cfg = CFG()
f(cfg.epochs)
