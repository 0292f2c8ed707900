"""What stands on PyTorch, each with the real library: the rates that were used, update by update."""

import os
import socket
import subprocess
import sys
import textwrap

import pytest

pytest.importorskip("torch")

import lehr

SCHEDULE = "lr = 0.1 * (warmup(2 steps) then linear)"


def used(steps):
    return lehr.compile(SCHEDULE, run=f"{steps} steps").lr[0:steps].tolist()


def run(script):
    # A process for each: frameworks take seconds to import, and change what they import.
    code = "import warnings; warnings.simplefilter('ignore')\n" + textwrap.dedent(script)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [line.removeprefix("result: ") for line in done.stdout.splitlines() if line.startswith("result: ")]


@pytest.mark.parametrize("accumulate", [1, 2])
def test_lightning(accumulate):
    pytest.importorskip("lightning")
    printed = run(f"""
        import torch, lehr, lehr.lightning
        from lehr.lightning import pl
        from lightning.pytorch.callbacks import LearningRateMonitor
        rates = []
        class Model(pl.LightningModule):
            def __init__(self):
                super().__init__()
                self.net = torch.nn.Linear(2, 1)
            def training_step(self, batch, index):
                return self.net(batch[0]).sum()
            def on_before_optimizer_step(self, optimizer):
                rates.append(optimizer.param_groups[0]["lr"])
            def configure_optimizers(self):
                program = lehr.compile({SCHEDULE!r}, run=f"{{self.trainer.estimated_stepping_batches}} steps")
                groups = [{{"params": list(self.parameters()), "name": "body"}}]
                return lehr.lightning.optimizers(torch.optim.SGD(groups, lr=1), program)
        data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.ones(20, 2)), batch_size=2)
        monitor = LearningRateMonitor()
        trainer = pl.Trainer(max_epochs=2, accumulate_grad_batches={accumulate}, logger=pl.loggers.CSVLogger("/tmp/lehr-lightning"),
            callbacks=[monitor], enable_progress_bar=False, enable_checkpointing=False, enable_model_summary=False)
        trainer.fit(Model(), data)
        print("result:", rates)
        print("result:", list(monitor.lrs))
    """)
    assert printed == [str(used(20 // accumulate)), "['lr-SGD/body']"]


@pytest.mark.parametrize("accumulate", [1, 2])
def test_transformers(accumulate, tmp_path):
    pytest.importorskip("transformers")
    printed = run(f"""
        import torch, lehr.transformers, transformers
        class Model(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.net = torch.nn.Linear(2, 1)
            def forward(self, x):
                loss = self.net(x).sum()
                return {{"loss": loss}}
        rates, logged = [], []
        class Watch(transformers.TrainerCallback):
            def on_pre_optimizer_step(self, args, state, control, optimizer=None, **kwargs):
                rates.append(optimizer.param_groups[0]["lr"])
            def on_log(self, args, state, control, logs=None, **kwargs):
                if "learning_rate" in logs:
                    logged.append(logs["learning_rate"])
        args = transformers.TrainingArguments(output_dir={str(tmp_path)!r}, num_train_epochs=2,
            per_device_train_batch_size=2, gradient_accumulation_steps={accumulate}, logging_steps=1, report_to=[],
            save_strategy="no", use_cpu=True, disable_tqdm=True)
        data = [{{"x": torch.ones(2)}} for _ in range(20)]
        trainer = lehr.transformers.Trainer(Model(), args, train_dataset=data, callbacks=[Watch()], schedule={SCHEDULE!r})
        trainer.train()
        print("result:", rates)
        print("result:", logged)
    """)
    assert printed == [str(used(20 // accumulate))] * 2


ACCELERATE = """
import copy, sys, torch, lehr, lehr.torch, accelerate
prepared, split = sys.argv[1] == "True", sys.argv[2] == "True"
config = accelerate.DataLoaderConfiguration(split_batches=split)
accelerator = accelerate.Accelerator(cpu=True, gradient_accumulation_steps=2, dataloader_config=config)
world = accelerator.num_processes
net = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=1)
scheduler = lehr.torch.Scheduler(optimizer, lehr.compile(SCHEDULE, run="10 steps"))
size = 2 * world if split else 2
data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.ones(40 * world, 2)), batch_size=size)
net, optimizer, data = accelerator.prepare(net, optimizer, data)
if prepared:
    scheduler = accelerator.prepare(scheduler)
rates = []
for (batch,) in data:
    with accelerator.accumulate(net):
        accelerator.backward(net(batch).sum())
        if accelerator.sync_gradients:
            rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if prepared or accelerator.sync_gradients:
            scheduler.step()
        optimizer.zero_grad()
print("result:", rates, flush=True)
inner = getattr(scheduler, "scheduler", scheduler)
print("result:", world, inner.last_epoch, copy.deepcopy(inner).last_epoch, flush=True)
accelerator.end_training()
"""


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize(("prepared", "split"), [(False, False), (True, False), (True, True)])
def test_accelerate_counts_updates_and_not_processes(prepared, split, processes):
    pytest.importorskip("accelerate")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    code = f"import warnings; warnings.simplefilter('ignore'); SCHEDULE = {SCHEDULE!r}\n{ACCELERATE}"
    world = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "WORLD_SIZE": str(processes)} if processes > 1 else {}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(prepared), str(split)],
            env={**os.environ, **world, **({"RANK": str(rank), "LOCAL_RANK": str(rank)} if world else {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(processes)
    ]
    for process in running:
        printed, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
        results = [line for line in printed.splitlines() if line.startswith("result: ")]
        assert results == [f"result: {used(10)}", f"result: {processes} 10 10"]
