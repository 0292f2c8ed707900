import torch
import transformers
from harness import BATCH, EPOCHS, SCHEDULE, UPDATES, loss, main, net, optimizer, program, samples

import lehr.transformers


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.net = net()

    def forward(self, inputs, targets):
        return {"loss": loss(self.net, inputs, targets)}


class Watch(transformers.TrainerCallback):
    def __init__(self, stop):
        self.stop = stop
        self.logged = []

    def on_log(self, args, state, control, logs=None, **kwargs):
        if "learning_rate" in logs:
            self.logged.append(logs["learning_rate"])

    def on_epoch_end(self, args, state, control, **kwargs):
        control.should_training_stop |= state.epoch == self.stop


def train(make, by_steps):
    def go(folder, accumulate, stop, resume):
        length = {"max_steps": EPOCHS * UPDATES} if by_steps else {"num_train_epochs": EPOCHS}
        args = transformers.TrainingArguments(
            output_dir=str(folder),
            per_device_train_batch_size=BATCH,
            gradient_accumulation_steps=accumulate,
            logging_steps=1,
            save_strategy="epoch",
            report_to=[],
            use_cpu=True,
            disable_tqdm=True,
            **length,
        )
        model, watch = Model(), Watch(stop)
        inputs, targets = samples(accumulate)
        data = [{"inputs": one, "targets": other} for one, other in zip(inputs, targets)]
        trainer = make(model, args, data, watch, (optimizer(model), None))
        trainer._get_train_sampler = lambda *_: torch.utils.data.SequentialSampler(data)
        trainer.train(resume_from_checkpoint=resume)
        return model, watch.logged

    return go


def mixin(schedule):
    return lambda model, args, data, watch, optimizers: lehr.transformers.Trainer(
        model, args, train_dataset=data, callbacks=[watch], optimizers=optimizers, schedule=schedule
    )


def callback(schedule):
    return lambda model, args, data, watch, optimizers: transformers.Trainer(
        model,
        args,
        train_dataset=data,
        callbacks=[lehr.transformers.ScheduleCallback(schedule), watch],
        optimizers=optimizers,
    )


# A text gets its run from the trainer.
main(
    mixin=train(mixin(SCHEDULE), by_steps=False),
    mixin_steps=train(mixin(SCHEDULE), by_steps=True),
    callback=train(callback(SCHEDULE), by_steps=False),
    callback_steps=train(callback(program()), by_steps=True),
)
