import composer
import harness
import torch

import lehr.composer


class Model(composer.ComposerModel):
    def __init__(self):
        super().__init__()
        self.net = harness.net()

    def forward(self, batch):
        return self.net(batch[0])

    def loss(self, outputs, batch):
        return torch.nn.functional.mse_loss(outputs, batch[1])


def train(folder, accumulate, stop, resume):
    model, logger = Model(), composer.loggers.InMemoryLogger()
    data = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(*harness.samples(accumulate)), batch_size=harness.BATCH * accumulate
    )
    trainer = composer.Trainer(
        model=model,
        train_dataloader=data,
        optimizers=harness.optimizer(model),
        max_duration=f"{stop or harness.EPOCHS}ep",
        device_train_microbatch_size=harness.BATCH,
        callbacks=[lehr.composer.Schedule(harness.program())],
        loggers=[logger],
        progress_bar=False,
        device="cpu",
        save_folder=str(folder),
        save_filename="last.pt",
        save_latest_filename=None,
        save_overwrite=True,
        load_path=str(folder / "last.pt") if resume else None,
    )
    trainer.fit()
    trainer.close()
    return model, [rate for _, rate in logger.data["lr-SGD/group0"]]


harness.main(composer=train)
