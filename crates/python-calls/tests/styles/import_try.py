try:
    from torch.optim.lr_scheduler import LRScheduler
except ImportError:
    from torch.optim.lr_scheduler import _LRScheduler as LRScheduler
try:
    import apex
    HAS_APEX = True
except ImportError:
    HAS_APEX = False
class Warm(LRScheduler):
    pass
s = Warm(opt)
if HAS_APEX:
    s.step()
