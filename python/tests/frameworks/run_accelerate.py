import accelerate
import harness

from lehr.torch import Scheduler


def train(folder, accumulate, stop, resume):
    accelerator = accelerate.Accelerator(cpu=True, gradient_accumulation_steps=accumulate)
    net = harness.net()
    net, optimizer, data = accelerator.prepare(net, harness.optimizer(net), harness.batches(accumulate))
    scheduler = Scheduler(optimizer, harness.program())
    accelerator.register_for_checkpointing(scheduler)
    if resume:
        accelerator.load_state(folder)
    logged = []
    for _ in range(1 if stop or resume else harness.EPOCHS):
        for inputs, targets in data:
            with accelerator.accumulate(net):
                accelerator.backward(harness.loss(net, inputs, targets))
                optimizer.step()
                if accelerator.sync_gradients:
                    logged += scheduler.get_last_lr()
                    scheduler.step()
                optimizer.zero_grad()
    accelerator.save_state(folder)
    return net, logged


harness.main(accelerate=train)
