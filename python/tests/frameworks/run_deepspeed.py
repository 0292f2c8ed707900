import os
import tempfile

import deepspeed
import harness
from torch.distributed import destroy_process_group

import lehr.deepspeed


def train(stage):
    def go(folder, accumulate, stop, resume):
        net = harness.net()
        engine, _, _, _ = deepspeed.initialize(
            model=net,
            optimizer=harness.optimizer(net),
            lr_scheduler=lehr.deepspeed.scheduler(harness.program()),
            config={
                "train_micro_batch_size_per_gpu": harness.BATCH,
                "gradient_accumulation_steps": accumulate,
                "zero_optimization": {"stage": stage},
                "zero_allow_untested_optimizer": True,
            },
        )
        if resume:
            engine.load_checkpoint(folder)
        logged = []
        for _ in range(1 if stop or resume else harness.EPOCHS):
            for inputs, targets in harness.batches(accumulate):
                engine.backward(harness.loss(engine, inputs, targets))
                if engine.is_gradient_accumulation_boundary():
                    logged += engine.get_lr()
                engine.step()
        engine.save_checkpoint(folder)
        return net, logged

    return go


# Without the kernels that it would compile for one process here.
deepspeed.ops.__compatible_ops__["deepspeed_shm_comm"] = False
os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="0", RANK="0", LOCAL_RANK="0", WORLD_SIZE="1")
deepspeed.init_distributed("gloo", auto_mpi_discovery=False, init_method=f"file://{tempfile.mktemp()}", rank=0, world_size=1)
harness.main(deepspeed=train(0), zero_1=train(1), zero_2=train(2))
destroy_process_group()
