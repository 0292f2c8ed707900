"""Where a run stops it goes on, to the bit."""

import copy
import gc
import io
import pickle
import subprocess
import sys
import warnings
import weakref

import pytest

torch = pytest.importorskip("torch")

import lehr
import lehr.torch
from lehr.torch import Scheduler
from optimizers import parameter, sgd, train, update
from torch.optim.lr_scheduler import SequentialLR, StepLR

# Short runs are not what the checker expects of a training run.
pytestmark = pytest.mark.filterwarnings("ignore::lehr.FindingWarning")

RUN = "run = 1000; lr = warmup(10) then cosine(to=1%)"


def test_the_state_is_plain_data():
    scheduler = Scheduler(sgd(), lehr.compile(RUN))
    file = io.BytesIO()
    torch.save(scheduler.state_dict(), file)
    file.seek(0)
    assert torch.load(file, weights_only=True) == scheduler.state_dict()


@pytest.mark.parametrize("first", ["optimizer", "scheduler"])
@pytest.mark.parametrize("made", ["before", "after"])
@pytest.mark.parametrize("tick", [0, 1, 9, 10, 37, 199])
def test_a_run_goes_on_to_the_bit_wherever_it_stops(tick, made, first):
    text = "run = 200; lr = warmup(10) then cosine; lr.head = warmup(5) then linear; momentum = cosine(to=50%)"
    program = lehr.compile(text)
    straight = sgd("body", "head")
    expected = train(straight, Scheduler(straight, program), 200)
    optimizer = sgd("body", "head")
    scheduler = Scheduler(optimizer, program)
    assert train(optimizer, scheduler, tick) == expected[:tick]
    states = {"optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict()}
    states = pickle.loads(pickle.dumps(states))
    resumed = sgd("body", "head")
    if made == "after":
        resumed.load_state_dict(states["optimizer"])
    again = Scheduler(resumed, program)
    loaders = {"optimizer": resumed.load_state_dict, "scheduler": again.load_state_dict}
    for part in sorted(loaders, key=lambda part: part != first):
        loaders[part](states[part])
    assert train(resumed, again, 200 - tick) == expected[tick:]
    for one, other in zip(straight.param_groups, resumed.param_groups):
        assert torch.equal(one["params"][0], torch.ones(3)) is False
        assert one["momentum"] == other["momentum"]


def test_a_run_goes_on_from_any_tick_of_a_ramp_of_the_batch():
    text = (
        "run = 40 steps; step = batch * 2 tokens; batch = round(linear(20 steps, from=1, to=4));"
        "lr = (warmup(3 steps, to=0.1) then cosine(30 tokens)) repeat; lr.head = linear(20 steps, from=0.1) * cosine"
    )
    program = lehr.compile(text)
    tracks = ["lr", "lr.head"]
    straight = sgd("body", "head")
    stepped = Scheduler(straight, program, tracks=tracks)
    expected = train(straight, stepped, 120)
    assert expected[:40] != expected[1:41]
    optimizer = sgd("body", "head")
    scheduler = Scheduler(optimizer, program, tracks=tracks)
    for stop in range(100):
        resumed = sgd("body", "head")
        again = Scheduler(resumed, program, tracks=tracks)
        again.load_state_dict(pickle.loads(pickle.dumps(scheduler.state_dict())))
        resumed.load_state_dict(copy.deepcopy(optimizer.state_dict()))
        assert train(resumed, again, 4) == expected[stop:stop + 4]
        assert train(optimizer, scheduler, 1) == expected[stop:stop + 1]


def test_a_new_process_goes_on(tmp_path):
    code = """
import sys, torch, lehr, lehr.torch
program = lehr.compile("run = 50; lr = warmup(10) then cosine")
p = torch.nn.Parameter(torch.ones(3))
optimizer = torch.optim.AdamW([p], lr=0.1)
scheduler = lehr.torch.Scheduler(optimizer, program)
path, start, stop = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if start:
    saved = torch.load(path, weights_only=True)
    scheduler.load_state_dict(saved["scheduler"]); optimizer.load_state_dict(saved["optimizer"])
    p.data.copy_(saved["p"])
for _ in range(start, stop):
    optimizer.zero_grad(); (p ** 2).sum().backward(); optimizer.step(); scheduler.step()
torch.save({"scheduler": scheduler.state_dict(), "optimizer": optimizer.state_dict(), "p": p.data}, path)
print(p.data.numpy().tobytes().hex())
"""

    def run(path, start, stop):
        arguments = [sys.executable, "-c", code, str(tmp_path / path), str(start), str(stop)]
        return subprocess.run(arguments, capture_output=True, text=True, check=True).stdout

    run("parts", 0, 17)
    assert run("parts", 17, 50) == run("whole", 0, 50)


def test_the_state_of_another_schedule_is_refused():
    saved = Scheduler(sgd(), lehr.compile("run = 10; lr = linear; momentum = hold(0.5)")).state_dict()
    with pytest.raises(ValueError, match="`lr` is another schedule, the state has a track `momentum` more"):
        Scheduler(sgd(), lehr.compile("run = 11; lr = linear")).load_state_dict(saved)
    with pytest.raises(ValueError, match="has no track `wd`"):
        Scheduler(sgd(), lehr.compile("run = 10; lr = linear; momentum = hold(0.5); wd = hold(0)")).load_state_dict(saved)
    with pytest.raises(ValueError, match="not the state of a lehr scheduler"):
        Scheduler(sgd(), lehr.compile(RUN)).load_state_dict(StepLR(sgd(), 3).state_dict())


@pytest.mark.parametrize("kind", ["rate", "betas"])
def test_a_loaded_state_goes_into_the_tensors_that_a_graph_reads(kind):
    # A captured graph reads the tensors of its time, and PyTorch's own load puts new ones in their place.
    program = lehr.compile("run = 10; lr = linear; momentum = linear(from=0.9, to=0.5)")

    def make():
        rate, one, two = (torch.tensor(x, dtype=torch.float64) for x in (0.1, 0.9, 0.99))
        betas = (one, two) if kind == "betas" else (0.9, 0.99)
        optimizer = torch.optim.AdamW([parameter()], lr=rate, betas=betas, foreach=False, capturable=True)
        return optimizer, Scheduler(optimizer, program)

    def tensors(group):
        return [value for value in (group["lr"], *group["betas"]) if isinstance(value, torch.Tensor)]

    optimizer, scheduler = make()
    for _ in range(3):
        scheduler.step()
    states = pickle.loads(pickle.dumps((optimizer.state_dict(), scheduler.state_dict())))
    for order in (0, 1), (1, 0):
        resumed, again = make()
        before = tensors(resumed.param_groups[0])
        for part in order:
            (resumed, again)[part].load_state_dict(states[part])
        after = tensors(resumed.param_groups[0])
        assert all(one is other for one, other in zip(before, after, strict=True))
        assert after == tensors(optimizer.param_groups[0])
        assert float(after[0]) == program.lr.with_base(0.1)(3)


def test_a_compiled_step_is_not_compiled_again_after_a_load():
    import torch._dynamo.testing

    torch._dynamo.reset()
    counter = torch._dynamo.testing.CompileCounter()
    optimizer = torch.optim.SGD([parameter()], lr=torch.tensor(0.1))
    scheduler = Scheduler(optimizer, lehr.compile("run = 12; lr = linear"))
    compiled = torch.compile(lambda: optimizer.step(), backend=counter)
    for tick in range(12):
        optimizer.param_groups[0]["params"][0].grad = torch.ones(3)
        compiled()
        scheduler.step()
        if tick == 5:
            saved = copy.deepcopy((optimizer.state_dict(), scheduler.state_dict()))
            optimizer.load_state_dict(saved[0])
            scheduler.load_state_dict(saved[1])
    assert counter.frame_count == 1


CHECKPOINT = """
import sys, torch, torch.distributed.checkpoint as dcp, lehr, lehr.torch
rank, world, folder, start, stop = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
torch.distributed.init_process_group("gloo", rank=rank, world_size=world, init_method=f"file://{folder}/store{start}")
# Each rank takes 32 samples: with as many ranks, a tick has as many samples.
program = lehr.compile("param ranks = 1; step = (32 * ranks) samples; run = 6400 samples; lr = warmup(640 samples) then cosine", set={"ranks": world})
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
scheduler = lehr.torch.Scheduler(optimizer, program)
state = {"model": model, "scheduler": scheduler}
if start:
    dcp.load(state, checkpoint_id=folder + "/saved")
print("result:", scheduler.last_epoch, optimizer.param_groups[0]["lr"].hex(), flush=True)
for _ in range(start, stop):
    model(torch.ones(1, 2)).sum().backward(); optimizer.step(); scheduler.step()
print("result:", scheduler.last_epoch, optimizer.param_groups[0]["lr"].hex(), flush=True)
lehr.torch.check_ranks(scheduler)
if not start:
    dcp.save(state, checkpoint_id=folder + "/saved")
torch.distributed.destroy_process_group()
"""


def in_ranks(world, *arguments):
    code = "import warnings; warnings.simplefilter('ignore')\n" + CHECKPOINT
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(rank), str(world), *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(world)
    ]
    printed = []
    for process in processes:
        out, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
        printed.append([line for line in out.splitlines() if line.startswith("result: ")])
    assert all(one == printed[0] for one in printed)
    return printed[0]


def test_a_distributed_checkpoint_goes_on_with_fewer_ranks(tmp_path):
    # Two ranks save at their tick 30, which is tick 60 of one rank.
    [_, saved] = in_ranks(2, tmp_path, 0, 30)
    [loaded, _] = in_ranks(1, tmp_path, 1, 1)
    lr = lehr.compile("run = 6400; lr = warmup(640) then cosine", base=0.1).lr
    assert (saved, loaded) == (f"result: 30 {lr(1920).hex()}", f"result: 60 {lr(1920).hex()}")


def elastic(batch):
    text = f"step = {batch} samples; run = 100_000 samples; lr = warmup(10_000 samples) then cosine"
    optimizer = sgd()
    return Scheduler(optimizer, lehr.compile(text, base=0.1))


def test_a_run_goes_on_with_another_batch_size():
    small, large = elastic(250), elastic(500)
    for _ in range(64):
        small.step()
    large.load_state_dict(small.state_dict())
    assert large.last_epoch == 32
    assert large.get_last_lr() == small.get_last_lr()
    small.step()
    with pytest.warns(UserWarning, match="goes on at tick 32, and 250 samples are counted again"):
        large.load_state_dict(small.state_dict())
    assert large.last_epoch == 32
    with pytest.raises(ValueError, match="another schedule"):
        Scheduler(sgd(), lehr.compile("run = 400; lr = linear")).load_state_dict(small.state_dict())


def test_it_is_pickled_and_copied_with_its_optimizer():
    optimizer = sgd("body")
    scheduler = Scheduler(optimizer, lehr.compile("run = 10; lr = linear"))
    scheduler.note = "kept"
    scheduler.step()
    for twin in (copy.deepcopy(scheduler), pickle.loads(pickle.dumps(scheduler))):
        assert twin.optimizer is not optimizer and twin.note == "kept"
        assert twin.state_dict() == scheduler.state_dict()
        twin.step()
        assert twin.optimizer.param_groups[0]["lr"] == pytest.approx(0.08)
        twin.optimizer.load_state_dict(optimizer.state_dict())
        assert twin.optimizer.param_groups[0]["lr"] == pytest.approx(0.08)
    assert optimizer.param_groups[0]["lr"] == 0.09000000000000001 or optimizer.param_groups[0]["lr"] == 0.09


@pytest.mark.parametrize("make", [Scheduler, lehr.torch.attach])
def test_nothing_is_kept_alive(make):
    optimizer = sgd()
    scheduler = make(optimizer, lehr.compile(RUN))
    scheduler.itself = scheduler
    watched = [weakref.ref(optimizer), weakref.ref(scheduler)]
    del optimizer, scheduler
    gc.collect()
    assert [one() for one in watched] == [None, None]


def test_hooks_go_with_the_scheduler():
    optimizer = sgd()
    lehr.torch.attach(optimizer, lehr.compile(RUN))
    gc.collect()
    assert not optimizer._optimizer_step_post_hooks and not optimizer._optimizer_load_state_dict_post_hooks


@pytest.mark.parametrize("tensor", [False, True])
@pytest.mark.parametrize("tick", [0, 3, 5, 6, 9])
def test_sequential_schedulers_take_turns(tick, tensor):
    def make():
        optimizer = sgd(lr=torch.tensor(0.1, dtype=torch.float64) if tensor else 0.1)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", lehr.FindingWarning)
            children = [
                Scheduler(optimizer, lehr.compile("run = 5; lr = warmup(5)")),
                StepLR(optimizer, 2, gamma=0.5),
                Scheduler(optimizer, lehr.compile("run = 10; lr = linear")),
            ]
            return optimizer, SequentialLR(optimizer, children, milestones=[5, 8])

    optimizer, scheduler = make()
    expected = train(optimizer, scheduler, 12)
    up = lehr.compile("run = 5; lr = warmup(5)", base=0.1).lr[0:5].tolist()
    down = lehr.compile("run = 10; lr = linear", base=0.1).lr[0:4].tolist()
    assert [rate for [rate] in expected] == [*up, 0.1, 0.1, 0.05, *down]
    optimizer, scheduler = make()
    train(optimizer, scheduler, tick)
    states = copy.deepcopy((optimizer.state_dict(), scheduler.state_dict()))
    # Whichever is loaded first, the child whose turn it is has the last word.
    for order in (0, 1), (1, 0):
        resumed, again = make()
        loaders = resumed.load_state_dict, again.load_state_dict
        for part in order:
            loaders[part](copy.deepcopy(states[part]))
        assert train(resumed, again, 12 - tick) == expected[tick:]
