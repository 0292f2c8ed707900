from .schedulers import WarmupCosine
from .. import utils
from . import config
s = WarmupCosine(opt, utils.steps(config.epochs))
