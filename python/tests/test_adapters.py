"""What the modules for frameworks do beside counting: metrics, multipliers, and what they refuse."""

import importlib.util
import pathlib
import subprocess
import sys

import pytest

torch = pytest.importorskip("torch")

import lehr
from lehr.torch import Scheduler
from lehr.torch._several import Optimizers

FRAMEWORKS = pathlib.Path(__file__).resolve().parent / "frameworks"


def run(framework, script):
    """Runs a script in a process of its own, beside the scripts of the frameworks, and returns what it raises."""
    if importlib.util.find_spec(framework) is None:
        pytest.skip(f"{framework} is not installed: lehr.{framework} is not tried")
    code = f"import sys, warnings; warnings.simplefilter('ignore'); sys.path.insert(0, {str(FRAMEWORKS)!r})\n{script}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]


# Four epochs at a rate that changes nothing: the first measurement is the best one, and of the last no update knows.
MEASURED = """
import torch, lehr, lehr.{framework}, harness
plateau = lehr.compile("lr = plateau(0.5, patience=0, metric={metric}, eps=0)", run="40 steps", base=1e-12)
net = harness.net()
inputs, targets = harness.samples(1)
data = harness.batches(1)
"""
MEASURING = {
    "timm": (
        "loss",
        """
optimizer = torch.optim.SGD(net.parameters(), lr=1)
scheduler = lehr.timm.Scheduler(optimizer, plateau)
for epoch in range(4):
    for update in range(5):
        scheduler.step_update(5 * epoch + update + 1, metric=float(update))
    scheduler.step(epoch + 1, metric=0.3)
""",
    ),
    "deepspeed": (
        "val_loss",
        """
optimizer = torch.optim.SGD(net.parameters(), lr=1)
scheduler = lehr.deepspeed.scheduler(plateau)(optimizer)
for epoch in range(4):
    for update in range(5):
        scheduler.step(**({"val_loss": 0.3} if epoch and update == 0 else {}))
""",
    ),
    "ignite": (
        "mse",
        """
from ignite.engine import Events, create_supervised_evaluator, create_supervised_trainer
from ignite.metrics import MeanSquaredError
optimizer = torch.optim.SGD(net.parameters(), lr=1)
trainer = create_supervised_trainer(net, optimizer, torch.nn.functional.mse_loss)
evaluator = create_supervised_evaluator(net, {"mse": MeanSquaredError()})
lehr.ignite.attach(trainer, optimizer, plateau, evaluator=evaluator)
trainer.add_event_handler(Events.EPOCH_COMPLETED, lambda _: evaluator.run(data))
trainer.run(data, max_epochs=4)
""",
    ),
    "skorch": (
        "valid_loss",
        """
import skorch, skorch.helper
trained = skorch.NeuralNetRegressor(
    net, lr=1, batch_size=2, max_epochs=4, verbose=0, callbacks=[("schedule", lehr.skorch.Schedule(plateau))],
    train_split=skorch.helper.predefined_split(torch.utils.data.TensorDataset(inputs, targets)),
).fit(inputs, targets)
optimizer = trained.optimizer_
""",
    ),
    "composer": (
        "MeanSquaredError",
        """
import composer, torchmetrics
class Model(composer.ComposerModel):
    def __init__(self):
        super().__init__()
        self.net, self.metric = net, torchmetrics.MeanSquaredError()
    def forward(self, batch):
        return self.net(batch[0])
    def loss(self, outputs, batch):
        return torch.nn.functional.mse_loss(outputs, batch[1])
    def get_metrics(self, is_train=False):
        return {} if is_train else {"MeanSquaredError": self.metric}
    def update_metric(self, batch, outputs, metric):
        metric.update(outputs, batch[1])
optimizer = torch.optim.SGD(net.parameters(), lr=1)
composer.Trainer(model=Model(), train_dataloader=data, eval_dataloader=data, optimizers=optimizer, max_duration="4ep",
    callbacks=[lehr.composer.Schedule(plateau)], progress_bar=False, device="cpu").fit()
""",
    ),
    "transformers": (
        "eval_loss",
        """
import transformers, tempfile
class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.net = net
    def forward(self, inputs, labels):
        outputs = self.net(inputs)
        return {"loss": torch.nn.functional.mse_loss(outputs, labels), "outputs": outputs}
rows = [{"inputs": one, "labels": other} for one, other in zip(inputs, targets)]
def args():
    return transformers.TrainingArguments(output_dir=tempfile.mkdtemp(), num_train_epochs=4, eval_strategy="epoch",
        per_device_train_batch_size=2, save_strategy="no", report_to=[], use_cpu=True, disable_tqdm=True)
rates = []
for kind, options in ((lehr.transformers.Trainer, {"schedule": plateau}),
                      (transformers.Trainer, {"callbacks": [lehr.transformers.ScheduleCallback(plateau)]})):
    optimizer = torch.optim.SGD(net.parameters(), lr=1)
    kind(Model(), args(), train_dataset=rows, eval_dataset=rows, optimizers=(optimizer, None), **options).train()
    rates.append(optimizer.param_groups[0]["lr"])
assert rates[0] == rates[1], rates
""",
    ),
}


@pytest.mark.parametrize("framework", MEASURING)
def test_what_a_framework_measures_lowers_a_plateau(framework):
    metric, script = MEASURING[framework]
    check = "assert optimizer.param_groups[0]['lr'] == 0.25e-12, optimizer.param_groups[0]['lr']"
    run(framework, MEASURED.format(framework=framework, metric=metric) + script + check)


@pytest.mark.parametrize("wrong", ["val_loss='x'", "val_loss=None", "loss=1", "metrics=1"])
def test_deepspeed_gets_no_type_error(wrong):
    import lehr.deepspeed

    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    program = lehr.compile("plateau(0.5, patience=2, metric=val_loss)", run=10)
    scheduler = lehr.deepspeed.scheduler(program)(optimizer)
    with pytest.raises(ValueError):
        eval(f"scheduler.step({wrong})")
    assert scheduler.last_epoch == 0


def test_timm_multiplies_what_is_absolute_too_and_goes_by_epochs():
    run(
        "timm",
        """
import torch, lehr, lehr.timm
groups = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr_scale": scale} for scale in (1.0, 0.7)]
optimizer = torch.optim.SGD(groups, lr=0.1)
program = lehr.compile("lr = linear(from=0.5, to=0.01)", run="10 epochs")
scheduler = lehr.timm.Scheduler(optimizer, program)
assert scheduler.t_in_epochs
for epoch in (0, 1, 2, 7, 3):
    scheduler.step_update(1000)
    scheduler.step(epoch, metric=0.5)
    lr = program.lr(epoch)
    assert [group["lr"] for group in optimizer.param_groups] == [lr, 0.7 * lr] == scheduler._get_lr(epoch)
""",
    )


MEGATRON = """
import sys, torch, lehr, lehr.megatron
from megatron.core.optimizer.optimizer import FP32Optimizer, MegatronOptimizer
class Cpu(FP32Optimizer):
    def __init__(self, optimizer):
        MegatronOptimizer.__init__(self, optimizer, None, lambda *_: None)
        self.is_stub_optimizer = False
def made(text, **options):
    group = {"params": [torch.nn.Parameter(torch.zeros(1))], "max_lr": 0.4}
    optimizer = Cpu(torch.optim.SGD([group], lr=0.1))
    return lehr.megatron.OptimizerParamScheduler(optimizer, lehr.compile(text, **options))
def refused(*args, call=made):
    try:
        call(*args)
    except ValueError as error:
        return str(error)
"""


def test_megatron_counts_samples():
    run(
        "megatron",
        MEGATRON
        + """
lr = lehr.compile("tick = samples; run = 1000 samples; lr = linear", base=0.4).lr
ramp = made("tick = samples; run = 1000 samples; lr = linear")
samples = 0
for increment in (4, 8, 8, 100, 0):
    ramp.step(increment=increment)
    samples += increment
    assert ramp.num_steps == samples
    assert ramp.get_lr(ramp.optimizer.param_groups[0]) == lr(samples)
ramp.num_steps = 7
ramp.step(increment=0)
assert ramp.get_lr(ramp.optimizer.param_groups[0]) == lr(7)

steps = made("step = 8 samples; run = 10 steps; lr = linear")
steps.step(increment=16)
assert steps.scheduler.last_epoch == 2 and steps.num_steps == 16
assert "not a whole number" in refused(4, call=lambda count: steps.step(increment=count))
assert "say how many" in refused("run = 10 steps; lr = linear")
assert "hands no metric" in refused("step = 8 samples; run = 10 steps; lr = plateau(0.5)")
assert "another schedule" in refused(steps.state_dict(), call=ramp.load_state_dict)
""",
    )


def test_torchtitan_refuses_what_cannot_be():
    run(
        "torchtitan",
        """
import torch, lehr, lehr.torchtitan, pathlib, tempfile
from torchtitan.components.optimizer import OptimizersContainer, default_adamw
def build(**options):
    config = default_adamw(lr=0.1, fused=False, foreach=False)
    optimizers = OptimizersContainer(config, model_parts=[torch.nn.Linear(1, 1), torch.nn.Linear(1, 1)])
    made = lehr.torchtitan.LRSchedulersContainer.Config(**options)
    return made.build(optimizers=optimizers, training_steps=10)
def refused(**options):
    try:
        build(**options)
    except ValueError as error:
        return str(error)
assert "either a file or a text" in refused() == refused(file="a", text="b")
assert "hands no metric" in refused(text="lr = plateau(0.5)")
path = pathlib.Path(tempfile.mkdtemp()) / "run.lehr"
path.write_text("lr = linear\\n")
for container, length in ((build(file=str(path)), 10), (build(text="lr = linear", total_steps=20), 20)):
    container.step()
    assert container.schedulers[0].get_last_lr() == [0.1 * (1 - 1 / length)] * 2
assert build(text="lr.a = linear; lr.b = hold", groups=["a", "b"]).get_metrics() == {"lr/AdamW": 0.1}
""",
    )


def test_a_callback_of_transformers_begins_where_a_checkpoint_without_it_was():
    run(
        "transformers",
        """
import torch, lehr, lehr.transformers, tempfile, transformers
class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Linear(2, 1)
    def forward(self, inputs):
        return {"loss": self.net(inputs).sum()}
class Watch(transformers.TrainerCallback):
    rates = []
    def on_pre_optimizer_step(self, args, state, control, optimizer=None, **kwargs):
        self.rates.append(optimizer.param_groups[0]["lr"])
        control.should_training_stop = state.max_steps == 4 and state.global_step == 3
folder = tempfile.mkdtemp()
def train(steps, resume, *callbacks, **options):
    args = transformers.TrainingArguments(output_dir=folder, max_steps=steps, save_steps=4, report_to=[], use_cpu=True,
        disable_tqdm=True, per_device_train_batch_size=1, **options)
    rows = [{"inputs": torch.ones(2)}] * 20
    transformers.Trainer(Model(), args, train_dataset=rows, callbacks=[*callbacks, Watch()]).train(
        resume_from_checkpoint=resume)
train(4, False)
Watch.rates.clear()
program = lehr.compile("lr = 0.1 * linear", run=8)
train(8, True, lehr.transformers.ScheduleCallback(program))
assert Watch.rates == list(program.lr)[4:], Watch.rates
try:
    train(8, False, lehr.transformers.ScheduleCallback(program), lr_scheduler_type="reduce_lr_on_plateau",
        eval_strategy="no")
except ValueError as error:
    assert "lr_scheduler_type" in str(error), error
else:
    raise AssertionError("not refused")
""",
    )


# What the pages say of the frameworks' own.
OWN = {
    "composer": """
import composer, torch, harness
class Model(composer.ComposerModel):
    def __init__(self):
        super().__init__()
        self.net = harness.net()
    def forward(self, batch):
        return self.net(batch[0])
    def loss(self, outputs, batch):
        return torch.nn.functional.mse_loss(outputs, batch[1])
model = Model()
rates = []
optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
optimizer.register_step_post_hook(lambda optimizer, *_: rates.append(optimizer.param_groups[0]["lr"]))
composer.Trainer(model=model, train_dataloader=harness.batches(1), optimizers=optimizer, max_duration="1ep",
    schedulers=lambda state: 1.0 / (1 + state.timestamp.batch.value), progress_bar=False, device="cpu").fit()
assert rates == [1, 1, 1 / 2, 1 / 3, 1 / 4], rates
""",
    "skorch": """
import harness, lehr.torch, skorch, torch
from skorch.callbacks import LRScheduler
program = harness.program()
callback = LRScheduler(policy=lehr.torch.Scheduler, program=program, step_every="batch")
net = skorch.NeuralNetRegressor(harness.net(), optimizer__momentum=0.9, batch_size=2, max_epochs=2, verbose=0,
    train_split=None, callbacks=[("schedule", callback)])
net.fit(*harness.samples(1))
assert [rate for epoch in net.history[:, "batches", :, "event_lr"] for rate in epoch] == list(program.lr)
net.partial_fit(*harness.samples(1), epochs=1)
assert net.history[-1, "batches", :, "event_lr"] != [program.lr(tick) for tick in range(10, 15)]
""",
    "ignite": """
import harness, lehr.ignite, torch
from ignite.engine import Events, create_supervised_trainer
from ignite.handlers.base_logger import BaseOptimizerParamsHandler
class Handler(BaseOptimizerParamsHandler):
    def __call__(self, engine, logger, event):
        logger.append(self.optimizer.param_groups[0][self.param_name])
net = harness.net()
optimizer, program = harness.optimizer(net), harness.program()
trainer = create_supervised_trainer(net, optimizer, torch.nn.functional.mse_loss)
lehr.ignite.attach(trainer, optimizer, program)
before, after = [], []
trainer.add_event_handler(Events.ITERATION_STARTED, Handler(optimizer), before, None)
trainer.add_event_handler(Events.ITERATION_COMPLETED, Handler(optimizer), after, None)
trainer.run(harness.batches(1), max_epochs=2)
assert before == list(program.lr) and after[:-1] == before[1:]
""",
}


@pytest.mark.parametrize("framework", OWN)
def test_what_the_pages_say_of_a_framework_is_so(framework):
    run(framework, OWN[framework])


def test_several_optimizers_are_scheduled_as_one():
    def made():
        parameters = [torch.nn.Parameter(torch.zeros(1)) for _ in range(3)]
        first = torch.optim.SGD([{"params": parameters[:1]}, {"params": parameters[1:2], "name": "head"}], lr=0.1)
        second = torch.optim.AdamW(parameters[2:], lr=0.01)
        return first, second, Scheduler(Optimizers([first, second]), lehr.compile("lr = linear; lr.head = hold", run=10))

    def rates(*optimizers):
        return [group["lr"] for optimizer in optimizers for group in optimizer.param_groups]

    first, second, scheduler = made()
    assert rates(first, second) == [0.1, 0.1, 0.01]
    scheduler.step()
    assert rates(first, second) == scheduler.get_last_lr() == [0.09000000000000001, 0.1, 0.009000000000000001]
    saved = [part.state_dict() for part in (first, second, scheduler)]
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        parts = made()
        for index in order:
            parts[index].load_state_dict(saved[index])
        assert rates(*parts[:2]) == rates(first, second)
        parts[2].step()
        assert rates(*parts[:2]) == [0.08000000000000002, 0.1, 0.008]
    second.add_param_group({"params": [torch.nn.Parameter(torch.zeros(1))], "lr": 1.0})
    scheduler.step()
    assert rates(second) == [0.008, 0.8]
