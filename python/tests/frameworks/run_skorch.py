import harness
import skorch
import torch

import lehr.skorch


class Accumulating(skorch.NeuralNetRegressor):
    """As skorch's documentation has it."""

    accumulate = 1

    def initialize(self):
        self.count = 0
        return super().initialize()

    def train_step(self, batch, **fit_params):
        self.count += 1
        if self.count % self.accumulate == 1 % self.accumulate:
            self.optimizer_.zero_grad()
        step = self.train_step_single(batch, **fit_params)
        if self.count % self.accumulate == 0:
            self.optimizer_.step()
        return step


def train(folder, accumulate, stop, resume):
    net = Accumulating(
        harness.net(),
        optimizer=torch.optim.SGD,
        optimizer__momentum=0.9,
        lr=1,
        batch_size=harness.BATCH,
        iterator_train__shuffle=False,
        train_split=None,
        verbose=0,
        callbacks=[("schedule", lehr.skorch.Schedule(harness.program()))],
    )
    net.accumulate = accumulate
    net.initialize()
    files = {f"f_{part}": folder / part for part in ("params", "optimizer", "history")}
    if resume:
        net.load_params(**files)
    known = len(net.history)
    inputs, targets = harness.samples(accumulate)
    net.partial_fit(inputs, targets, epochs=1 if stop or resume else harness.EPOCHS)
    net.save_params(**files)
    rates = [batch["event_lr"] for epoch in net.history[known:] for batch in epoch["batches"]]
    return net.module_, rates[accumulate - 1 :: accumulate]


harness.main(skorch=train)
