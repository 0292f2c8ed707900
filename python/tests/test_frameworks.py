"""What stands on PyTorch, each with the real library: the rates that were used, update by update.

`frameworks/` has a script for each. It is run by two processes: one trains in one go, and again up to the middle, and
the other goes on from there.
"""

import ast
import functools
import importlib.util
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile

import pytest

pytest.importorskip("torch")

import lehr

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = pathlib.Path(lehr.__file__).resolve().parent

SCHEDULE = "lr = 0.1 * (warmup(2 steps) then linear); momentum = linear(from=0.95, to=0.85)"

# What is imported of each, and the ways in.
FRAMEWORKS = {
    "accelerate": ("accelerate", ["accelerate"]),
    "composer": ("composer", ["composer"]),
    "deepspeed": ("deepspeed", ["deepspeed", "zero_1", "zero_2"]),
    "ignite": ("ignite", ["ignite"]),
    "lightning": ("lightning", ["lightning"]),
    "megatron": ("megatron", ["megatron"]),
    "skorch": ("skorch", ["skorch"]),
    "timm": ("timm", ["timm"]),
    "torchtitan": ("torchtitan", ["torchtitan"]),
    "transformers": ("transformers", ["mixin", "mixin_steps", "callback", "callback_steps"]),
}
WAYS = [(framework, way) for framework, (_, ways) in FRAMEWORKS.items() for way in ways]


def need(framework):
    module = FRAMEWORKS[framework][0]
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{framework} is not installed: nothing of lehr.{framework} is tried")


@functools.cache
def trained(framework):
    """What each way of a framework used, by the number of batches of an update."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = (_results(framework, phase, folder) for phase in ("first", "second"))
    return {name: {**found, **second[name]} for name, found in first.items()}


def _results(framework, phase, folder):
    script = HERE / "frameworks" / f"run_{framework}.py"
    done = subprocess.run([sys.executable, script, phase, folder], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]
    [line] = [line for line in done.stdout.splitlines() if line.startswith("result: ")]
    return json.loads(line.removeprefix("result: "))


def values(track):
    return lehr.compile(SCHEDULE, run="10 steps")[track][0:10].tolist()


@pytest.mark.parametrize("accumulate", [1, 2])
@pytest.mark.parametrize(("framework", "way"), WAYS)
class TestFramework:
    @pytest.fixture
    def found(self, framework, way, accumulate):
        need(framework)
        return trained(framework)[f"{way}-{accumulate}"]

    def test_each_update_uses_the_values_of_its_tick(self, found):
        expected = [list(pair) for pair in zip(values("lr"), values("momentum"))]
        assert found["whole"]["used"] == expected
        assert found["part"]["used"] + found["rest"]["used"] == expected

    def test_the_rate_that_is_logged_is_the_one_used(self, found):
        assert found["whole"]["logged"] == values("lr")
        assert found["part"]["logged"] + found["rest"]["logged"] == values("lr")

    def test_a_run_that_is_resumed_has_the_same_bits(self, found):
        assert found["rest"]["weights"] == found["whole"]["weights"] != found["part"]["weights"]


def roots(path):
    """The packages that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def test_each_adapter_is_small_and_imports_its_own_framework_alone():
    adapters = {path.stem for path in PACKAGE.glob("*.py")} & set(FRAMEWORKS)
    assert adapters == set(FRAMEWORKS) - {"accelerate"}
    known = {module for module, _ in FRAMEWORKS.values()}
    for path in PACKAGE.rglob("*.py"):
        own = FRAMEWORKS[path.stem][0] if path.stem in adapters else None
        assert set(roots(path)) & known <= {own}, path
        assert path.stem not in adapters or len(path.read_text().splitlines()) < 150, path


def test_no_framework_is_imported_before_its_module_is():
    known = {module for module, _ in FRAMEWORKS.values()}
    imports = "import sys, lehr, lehr.torch; from lehr.torch import _several, _watch"
    code = f"{imports}; print(sorted({known!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


ACCELERATE = """
import copy, sys, torch, lehr, lehr.torch, accelerate
prepared, split = sys.argv[1] == "True", sys.argv[2] == "True"
config = accelerate.DataLoaderConfiguration(split_batches=split)
accelerator = accelerate.Accelerator(cpu=True, gradient_accumulation_steps=2, dataloader_config=config)
world = accelerator.num_processes
net = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=1)
scheduler = lehr.torch.Scheduler(optimizer, lehr.compile(SCHEDULE, run="10 steps"), tracks=["lr"])
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
    need("accelerate")
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
        assert results == [f"result: {values('lr')}", f"result: {processes} 10 10"]
