import harness
import torch
from ignite.engine import Events, create_supervised_trainer
from ignite.handlers import Checkpoint, DiskSaver

import lehr.ignite


def train(folder, accumulate, stop, resume):
    net = harness.net()
    optimizer = harness.optimizer(net)
    trainer = create_supervised_trainer(
        net, optimizer, torch.nn.functional.mse_loss, gradient_accumulation_steps=accumulate
    )
    scheduler = lehr.ignite.attach(trainer, optimizer, harness.program())
    parts = {"net": net, "optimizer": optimizer, "scheduler": scheduler, "trainer": trainer}
    saver = Checkpoint(parts, DiskSaver(folder, require_empty=False), filename_pattern="last.pt")
    trainer.add_event_handler(Events.EPOCH_COMPLETED, saver)
    logged = []
    trainer.add_event_handler(
        Events.ITERATION_COMPLETED(every=accumulate), lambda engine: logged.append(engine.state.lr)
    )
    if resume:
        Checkpoint.load_objects(parts, torch.load(folder / "last.pt", weights_only=True))
    trainer.run(harness.batches(accumulate), max_epochs=stop or harness.EPOCHS)
    return net, logged


harness.main(ignite=train)
