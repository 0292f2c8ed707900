"""The loop is that of Megatron's `train_step` and `load_checkpoint`, which are not in megatron-core."""

import harness
import torch
from megatron.core.optimizer.optimizer import ChainedOptimizer, FP32Optimizer, MegatronOptimizer
from megatron.core.optimizer.optimizer_config import OptimizerConfig

import lehr.megatron


class Part(FP32Optimizer):
    """Without its scale, which it puts on a GPU."""

    def __init__(self, optimizer, config):
        MegatronOptimizer.__init__(self, optimizer, config, lambda *_: None)
        self.is_stub_optimizer = False


def optimizer(net):
    config = OptimizerConfig(optimizer="sgd", lr=1.0, clip_grad=0.0)
    common = {"lr_mult": 1.0, "is_expert_parallel": False, "is_decoupled_lr": False, "max_lr": 1.0, "min_lr": 0.0}
    groups = [
        {"params": [net.weight], "wd_mult": 1.0, **common},
        {"params": [net.bias], "wd_mult": 0.0, **common},
    ]
    return ChainedOptimizer([Part(torch.optim.SGD([group], lr=1.0, momentum=0.9), config) for group in groups])


def train(folder, accumulate, stop, resume):
    net = harness.net()
    chained = optimizer(net)
    samples = accumulate * harness.BATCH
    text = f"step = {samples} samples; {harness.SCHEDULE}; wd = linear(from=0.1, to=0.2)"
    scheduler = lehr.megatron.OptimizerParamScheduler(chained, harness.program(text))
    if resume:
        saved = torch.load(folder / "last.pt", weights_only=True)
        net.load_state_dict(saved["net"])
        chained.load_state_dict(saved["optimizer"])
        scheduler.load_state_dict(saved["opt_param_scheduler"])
        assert scheduler.num_steps == saved["samples"]
        scheduler.step(increment=0)
    logged, count = [], 0
    for _ in range(1 if stop or resume else harness.EPOCHS):
        data = iter(harness.batches(accumulate))
        for _ in range(harness.UPDATES):
            chained.zero_grad()
            for _ in range(accumulate):
                harness.loss(net, *next(data)).backward()
            weight, bias = (scheduler.get_wd(group) for group in chained.param_groups)
            assert 0.1 <= weight < 0.2 and bias == 0
            logged.append(scheduler.get_lr(chained.param_groups[0]))
            for part in chained.chained_optimizers:
                part.step()
            scheduler.step(increment=samples)
            count += samples
    parts = {"net": net.state_dict(), "optimizer": chained.state_dict(), "opt_param_scheduler": scheduler.state_dict()}
    torch.save({**parts, "samples": count}, folder / "last.pt")
    return net, logged


harness.main(megatron=train)
