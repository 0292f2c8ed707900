from types import SimpleNamespace
from easydict import EasyDict as edict
import ml_collections
a = SimpleNamespace(lr=0.1, epochs=3)
b = edict({"optim": {"lr": 0.2}})
c = ml_collections.ConfigDict()
c.lr = 0.3
c.optim = ml_collections.ConfigDict()
c.optim.warmup = 5
f(a.lr, b.optim.lr, c.lr, c.optim.warmup, c.optim.decay)
