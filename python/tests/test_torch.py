"""The scheduler against PyTorch itself: each trap of its schedulers and optimizers is a test."""

import copy
import gc
import pickle
import re
import subprocess
import sys
import warnings
import weakref

import pytest

torch = pytest.importorskip("torch")

import lehr
import lehr.torch
from lehr.torch import Scheduler
from optimizers import groups, parameter, sgd, train, update
from torch.optim.lr_scheduler import LRScheduler, StepLR

# Short runs are not what the checker expects of a training run.
pytestmark = pytest.mark.filterwarnings("ignore::lehr.FindingWarning")

RUN = "run = 1000; lr = warmup(10) then cosine(to=1%)"


# What it is.


def test_it_is_a_scheduler_of_pytorch_and_no_function():
    scheduler = Scheduler(sgd(), lehr.compile(RUN))
    assert isinstance(scheduler, LRScheduler)
    assert not callable(scheduler)
    assert not hasattr(scheduler, "total_steps")
    from torch.distributed.checkpoint.stateful import Stateful

    assert isinstance(scheduler, Stateful)


def test_each_update_uses_the_value_of_its_tick():
    program = lehr.compile(RUN, base=0.1)
    optimizer = sgd()
    rates = train(optimizer, Scheduler(optimizer, program), 50)
    assert rates == [[value] for value in program.lr[0:50].tolist()]


def test_the_base_is_the_groups_own_rate_unless_one_is_declared():
    optimizer = torch.optim.SGD([{"params": [parameter()], "lr": 1.0}, {"params": [parameter()]}], lr=0.1)
    scheduler = Scheduler(optimizer, lehr.compile("run = 4; lr = linear"))
    assert scheduler.base_lrs == [1.0, 0.1]
    assert train(optimizer, scheduler, 4) == [[1.0, 0.1], [0.75, 0.07500000000000001], [0.5, 0.05], [0.25, 0.025]]
    optimizer = sgd("a", "b")
    Scheduler(optimizer, lehr.compile("run = 4; base = 7; lr = linear"))
    assert [group["lr"] for group in optimizer.param_groups] == [7.0, 7.0]


# Every track that an optimizer knows.


def test_all_hyperparameters_are_set():
    tracks = "run = 10; base = 1; lr = linear; momentum = hold(0.5); beta2 = hold(0.25); wd = hold(0.125); eps = hold(1e-3)"
    optimizer = torch.optim.AdamW([parameter()], lr=0.1)
    Scheduler(optimizer, lehr.compile(tracks))
    group = optimizer.param_groups[0]
    assert (group["lr"], group["betas"], group["weight_decay"], group["eps"]) == (1.0, (0.5, 0.25), 0.125, 1e-3)
    optimizer = sgd()
    Scheduler(optimizer, lehr.compile("run = 10; base = 1; lr = linear; momentum = linear(10, from=0.9, to=0.5)"))
    assert optimizer.param_groups[0]["momentum"] == 0.9


def test_one_beta_leaves_the_other_as_it_is():
    optimizer = torch.optim.Adam([parameter()], lr=0.1, betas=(0.8, 0.95))
    scheduler = Scheduler(optimizer, lehr.compile("run = 10; beta2 = linear(10, from=0.9, to=1); lr = hold(0.1)"))
    scheduler.step()
    assert optimizer.param_groups[0]["betas"] == (0.8, 0.91)


def test_what_has_no_base_is_relative_to_what_the_group_started_with():
    optimizer = torch.optim.AdamW([parameter()], lr=0.1, weight_decay=0.04, betas=(0.8, 0.9))
    scheduler = Scheduler(optimizer, lehr.compile("run = 10; lr = linear; wd = linear; momentum = linear(to=1x)"))
    for _ in range(5):
        scheduler.step()
    group = optimizer.param_groups[0]
    assert (group["lr"], group["weight_decay"], group["betas"]) == (0.05, 0.02, (0.8, 0.9))


OPTIMIZERS = sorted(
    name
    for name, kind in vars(torch.optim).items()
    if isinstance(kind, type) and issubclass(kind, torch.optim.Optimizer) and kind is not torch.optim.Optimizer
)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_trains(name):
    p = torch.nn.Parameter(torch.ones(3, 3))
    optimizer = getattr(torch.optim, name)([p], lr=0.1)
    scheduler = Scheduler(optimizer, lehr.compile("run = 5; lr = linear"))
    rates = []
    for _ in range(5):
        def closure():
            optimizer.zero_grad()
            weights = torch.nn.functional.embedding(torch.tensor([0, 1]), p, sparse=name == "SparseAdam")
            loss = (weights**2).sum()
            loss.backward()
            return loss

        rates.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step(closure)
        scheduler.step()
    assert rates == [0.1 * x for x in (1.0, 0.8)] + rates[2:] and rates[4] == pytest.approx(0.02)
    known = Scheduler(getattr(torch.optim, name)([p], lr=0.1), lehr.compile("run = 5; lr = linear"))
    known.load_state_dict(scheduler.state_dict())
    assert known.get_last_lr() == [0.0]


# Groups.


def test_groups_are_found_by_name_index_and_predicate():
    program = lehr.compile("run = 10; base = 1; lr = linear; lr.head = 10 * lr; lr.head.bias = 100 * lr")
    expected = [1.0, 10.0, 100.0]

    def rates(optimizer):
        return [group["lr"] for group in optimizer.param_groups]

    named = sgd("body", "head", "head.bias")
    Scheduler(named, program)
    assert rates(named) == expected
    for given in (
        ["body", "head", "head.bias"],
        {"head": 1, "head.bias": [2]},
        {"head": lambda group: group["tag"] == 1, "head.bias": lambda group: group["tag"] == 2},
    ):
        optimizer = sgd(None, None, None)
        for tag, group in enumerate(optimizer.param_groups):
            group["tag"] = tag
        Scheduler(optimizer, program, given)
        assert rates(optimizer) == expected


def test_a_track_of_some_groups_leaves_the_others_alone():
    optimizer = torch.optim.AdamW(groups("decay", "rest"), lr=0.1, weight_decay=0.0)
    Scheduler(optimizer, lehr.compile("run = 10; lr = linear; wd.decay = hold(0.1)"))
    assert [group["weight_decay"] for group in optimizer.param_groups] == [0.1, 0.0]


@pytest.mark.parametrize(
    ("text", "names", "message"),
    [
        ("base = 1; run = 9; lr = linear; lr.head = 10 * lr", ["body"], "no group takes track `lr.head`.*`body`"),
        ("run = 9; lr.head = hold(1)", ["head", "body"], "no track sets the rate of group `body`"),
        ("run = 9; lr = linear; rho = hold(1)", [None], "SGD has no hyperparameter `rho`; it has lr, momentum"),
        ("run = 9; lr = linear; beta2 = hold(1)", [None], "SGD has no hyperparameter `beta2`"),
        ("run = 9; lr = linear; wd = hold(0); weight_decay = hold(0)", [None], "are the same hyperparameter"),
    ],
)
def test_what_does_not_fit_is_an_error(text, names, message):
    with pytest.raises(ValueError, match=message):
        Scheduler(sgd(*names), lehr.compile(text))


@pytest.mark.parametrize(("name", "track"), [("Adafactor", "momentum"), ("LBFGS", "wd"), ("SparseAdam", "wd"), ("Rprop", "beta1")])
def test_an_optimizer_without_the_hyperparameter_is_named_with_the_track(name, track):
    optimizer = getattr(torch.optim, name)([torch.nn.Parameter(torch.ones(3, 3))], lr=0.1)
    with pytest.raises(ValueError, match=f"track `{track}`: {name} has no hyperparameter .*; it has lr"):
        Scheduler(optimizer, lehr.compile(f"run = 9; lr = linear; {track} = hold(0.5)"))


REFERENCES = {
    "a multiple": "{track} = 10 * {other}",
    "a copy": "{track} = {other}",
    "a sum": "{track} = {other} + 0.5",
    "a bound": "{track} = min({other}, 0.5)",
    "a part of a chain": "{track} = hold(1) for 2 then {other}",
    "by a let": "let middle = 2 * {other}; {track} = 10 * middle",
    "by a function": "def times(n) = n * {other}; {track} = times(10)",
    "by another track": "{track}.deep = 5 * {other}; {track} = 2 * {track}.deep",
    "before what it refers to": "{track} = 10 * {other}; {other} = linear",
}


@pytest.mark.parametrize(
    ("track", "other", "base"),
    [
        *(("lr.head", "lr", base) for base in ("nothing", "declared", "in the product", "from outside")),
        # What is set from outside is the base of `lr`.
        *(("momentum", "wd", base) for base in ("nothing", "declared", "in the product")),
    ],
)
@pytest.mark.parametrize("reference", REFERENCES)
def test_a_reference_to_what_has_no_base_is_refused(track, other, reference, base):
    root = {"lr": "base"}.get(other, f"{other}.base")
    text = REFERENCES[reference].format(track=track, other=other)
    if f"; {other} = " not in text:
        text = f"{other} = linear; {text}"
    text = f"run = 10; {text}; " + ("lr = hold(1)" if other != "lr" else "wd = hold(1)")
    if base == "declared":
        text += f"; {root} = 0.05"
    elif base == "in the product":
        text = text.replace(f"{other} = linear", f"{other} = 0.05 * linear")
    given = {"base": 0.05} if base == "from outside" else {}
    program = lehr.compile(text, **given)
    names = ("body", "head", "head.deep") if track == "lr.head" else ("body",)
    optimizer = torch.optim.SGD(groups(*names), lr=0.1, momentum=0.9, weight_decay=0.2)
    tracks = [one for one in program.tracks if one in (track, other, "lr") or track == "lr.head"]
    for twin in (program, pickle.loads(pickle.dumps(program))):
        if base == "nothing":
            with pytest.raises(ValueError, match=f"track `{track}[.a-z]*` refers to `{other}`, which has no base.*{root} = "):
                Scheduler(optimizer, twin, tracks=tracks)
        else:
            scheduler = Scheduler(optimizer, twin, tracks=tracks)
            used = optimizer.param_groups[names.index("head") if track == "lr.head" else 0]
            assert used["lr" if track == "lr.head" else track] == program[track](0)
            assert scheduler.program.references_without_base == ()


def test_what_the_refusal_says_to_write_is_right():
    program = lehr.compile("run = 10; lr = linear; lr.head = 10 * lr")
    with pytest.raises(ValueError) as refused:
        Scheduler(sgd("body", "head"), program)
    [curve] = re.findall("`let c = …; (.*?)`", str(refused.value))
    optimizer = sgd("body", "head")
    Scheduler(optimizer, lehr.compile(f"run = 10; let c = linear; {curve}"))
    assert [group["lr"] for group in optimizer.param_groups] == [0.1, 1.0]


def test_a_reference_to_what_is_absolute_is_a_number():
    optimizer = sgd("body", "head")
    Scheduler(optimizer, lehr.compile("run = 10; lr = hold(0.5); lr.head = 10 * lr"))
    assert [group["lr"] for group in optimizer.param_groups] == [0.5, 5.0]


@pytest.mark.parametrize(
    "curve",
    ["warmup(5) mirror repeat", "linear(5, from=0, to=1x) then linear(5, to=0)", "linear", "hold(0)", "0.5 * linear"],
)
def test_what_changes_with_the_base_is_relative(curve):
    lr = lehr.compile(f"run = 10; lr = {curve}").lr
    assert lr.is_relative == (list(lr) != list(lr.with_base(2 * lr.base)))


def test_a_schedule_stands_for_its_track():
    for base, expected in ({}, 0.1), ({"base": 1}, 1.0), ({"base": 0.5}, 0.5):
        lr = lehr.compile("run = 10; lr = linear; wd = linear", **base).lr
        optimizer = sgd()
        scheduler = Scheduler(optimizer, lr)
        assert (scheduler.get_last_lr(), optimizer.param_groups[0]["weight_decay"]) == ([expected], 0)
    assert Scheduler(sgd(), lr.with_base(1)).get_last_lr() == [1.0]
    program = lehr.compile("run = 10; lr = linear; lr.head = 10 * lr")
    with pytest.raises(ValueError, match="which has no base"):
        Scheduler(sgd("head"), program["lr.head"])


def test_tracks_can_be_left_out():
    program = lehr.compile("run = 10; lr = linear; batch = hold(8)")
    optimizer = sgd()
    scheduler = Scheduler(optimizer, program, tracks=["lr"])
    assert scheduler.get_last_lr() == [0.1]


def test_groups_that_are_added_later_are_followed():
    optimizer = sgd("body")
    scheduler = Scheduler(optimizer, lehr.compile("run = 10; lr = linear"))
    scheduler.step()
    optimizer.add_param_group({"params": [parameter()], "lr": 1.0, "name": "late"})
    scheduler.step()
    assert [group["lr"] for group in optimizer.param_groups] == [0.08000000000000002, 0.8] or [
        group["lr"] for group in optimizer.param_groups
    ] == pytest.approx([0.08, 0.8], rel=1e-15)
    assert len(scheduler.get_last_lr()) == 2


# Tensors.


def test_tensor_rates_are_written_in_place_and_not_shared():
    rate = torch.tensor(0.1)
    optimizer = sgd("body", "head", lr=rate)
    program = lehr.compile("run = 4; base = 0.5; lr = linear; lr.head = 2 * lr")
    scheduler = Scheduler(optimizer, program)
    own = [group["lr"] for group in optimizer.param_groups]
    places = [one.data_ptr() for one in own]
    assert places[0] != places[1]
    scheduler.step()
    assert [group["lr"] for group in optimizer.param_groups] == own
    assert [one.data_ptr() for one in own] == places
    assert [float(one) for one in own] == [0.375, 0.75]
    last = scheduler.get_last_lr()
    last[0].fill_(9)
    assert float(own[0]) == 0.375
    assert scheduler.base_lrs == [torch.tensor(0.1)] * 2


def test_tensor_betas_are_written_in_place():
    betas = (torch.tensor(0.9), torch.tensor(0.99))
    optimizer = torch.optim.AdamW([parameter()], lr=torch.tensor(0.1), betas=betas, foreach=False, capturable=True)
    Scheduler(optimizer, lehr.compile("run = 4; lr = linear; momentum = hold(0.5)"))
    now = optimizer.param_groups[0]["betas"]
    assert now[0] is betas[0] and float(now[0]) == 0.5 and now[1] is betas[1]


def plain_sgd(lr):
    return torch.optim.SGD([parameter()], lr=lr, weight_decay=0.1)


def adamw_of_tensors(lr):
    betas = (torch.tensor(0.9), torch.tensor(0.99))
    return torch.optim.AdamW([parameter()], lr=lr, betas=betas, foreach=False, capturable=True)


@pytest.mark.parametrize(
    ("make", "lr", "more", "graphs"),
    [
        (plain_sgd, 0.1, "", 2),
        (plain_sgd, torch.tensor(0.1), "", 1),
        # The first time that a float changes, it becomes an input of the graph.
        (plain_sgd, torch.tensor(0.1), "; wd = linear(from=0.1, to=0.2)", 2),
        (adamw_of_tensors, torch.tensor(0.1), "; momentum = linear(from=0.9, to=0.5); beta2 = linear(from=0.99, to=0.9)", 1),
    ],
)
def test_a_compiled_step_is_compiled_no_oftener_than_with_pytorch(make, lr, more, graphs):
    import torch._dynamo.testing

    torch._dynamo.reset()
    counter = torch._dynamo.testing.CompileCounter()
    optimizer = make(lr)
    scheduler = Scheduler(optimizer, lehr.compile("run = 12; lr = linear" + more))
    compiled = torch.compile(lambda: optimizer.step(), backend=counter)
    for _ in range(12):
        optimizer.param_groups[0]["params"][0].grad = torch.ones(3)
        compiled()
        scheduler.step()
    assert counter.frame_count == graphs


def test_a_step_that_was_replaced_is_left_alone():
    optimizer = sgd()
    optimizer.step = torch.compile(optimizer.step, backend="eager")
    step = optimizer.step
    Scheduler(optimizer, lehr.compile(RUN))
    assert optimizer.step is step


@pytest.mark.parametrize("unit", ["sample", "token"])
def test_an_update_is_a_step_of_the_program_where_a_tick_is_less(unit):
    program = lehr.compile(f"tick = {unit}; step = 512 {unit}s; run = 2048 {unit}s; lr = linear")
    for make in (Scheduler, lehr.torch.attach):
        optimizer = sgd(lr=0.5)
        scheduler = make(optimizer, program)
        scheduler = pickle.loads(pickle.dumps(scheduler)) if make is Scheduler else scheduler
        update(scheduler.optimizer)
        if make is Scheduler:
            scheduler.step()
        assert (scheduler.last_epoch, scheduler.get_last_lr()) == (512, [0.375])


@pytest.mark.parametrize("unit", ["sample", "token"])
@pytest.mark.parametrize("step", ["", "step = 10.5 {unit}s; "])
def test_a_step_of_no_known_size_is_refused_where_a_tick_is_less(unit, step):
    program = lehr.compile(f"tick = {unit}; {step.format(unit=unit)}run = 2100 {unit}s; lr = linear")
    with pytest.raises(ValueError, match=f"step = 512 {unit}s"):
        lehr.torch.attach(sgd(), program)
    scheduler = Scheduler(sgd(), program)
    with pytest.raises(ValueError, match="step = 512 samples"):
        scheduler.step()
    assert scheduler.last_epoch == 0
    scheduler.advance(**{f"{unit}s": 100})
    assert scheduler.last_epoch == 100


# Among others.


def test_what_others_set_is_noticed_once():
    optimizer = sgd()
    scheduler = Scheduler(optimizer, lehr.compile("run = 10; lr = linear"))
    optimizer.param_groups[0]["lr"] = 5.0
    with pytest.warns(UserWarning, match=r"`lr` of group 0 was 5.0 and not 0.1"):
        scheduler.step()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        optimizer.param_groups[0]["lr"] = 5.0
        scheduler.step()
    assert scheduler.get_last_lr() == pytest.approx([0.08])


@pytest.mark.parametrize("ours", [0, 1])
def test_among_chained_schedulers_it_says_that_another_sets_the_rate(ours):
    optimizer = sgd()
    children = [StepLR(optimizer, 1, gamma=0.5)]
    children.insert(ours, Scheduler(optimizer, lehr.compile("run = 10; lr = linear")))
    chained = torch.optim.lr_scheduler.ChainedScheduler(children, optimizer=optimizer)
    with pytest.warns(UserWarning, match="something else sets it too"):
        for _ in range(3):
            update(optimizer)
            chained.step()


def test_python_code_that_runs_inside_a_step_may_look_at_the_scheduler():
    seen = []

    class Rate(torch.Tensor):
        def fill_(self, value):
            seen.append((scheduler.last_epoch, scheduler.get_last_lr()))
            with pytest.raises(RuntimeError, match="being stepped already"):
                scheduler.step()
            return super().fill_(value)

    scheduler = None
    optimizer = torch.optim.SGD([parameter()], lr=0.1)
    scheduler = Scheduler(optimizer, lehr.compile("run = 10; lr = linear"))
    optimizer.param_groups[0]["lr"] = torch.tensor(0.1).as_subclass(Rate)
    scheduler.step()
    assert seen[0][0] == 1


def test_it_starts_where_it_is_told():
    optimizer = sgd()
    scheduler = Scheduler(optimizer, lehr.compile("run = 10; lr = linear"), last_epoch=3)
    assert (scheduler.last_epoch, scheduler.get_last_lr()) == (4, [pytest.approx(0.06)])
    scheduler.step(7)
    assert (scheduler.last_epoch, scheduler.get_last_lr()) == (7, [pytest.approx(0.03)])
    scheduler.last_epoch = 0
    assert scheduler.get_lr() == [0.1]


def test_what_is_no_tick_is_refused_and_never_a_type_error():
    scheduler = Scheduler(sgd(), lehr.compile(RUN))
    for given in (0.5, "5", [1], torch.ones(2)):
        with pytest.raises(ValueError, match="no track watches a metric"):
            scheduler.step(given)
    watching = Scheduler(sgd(), lehr.compile("lr = plateau(0.5, patience=2, metric=val_loss)"))
    for given in ("5", [1], torch.ones(2), {}):
        with pytest.raises(ValueError, match="`val_loss` is a number, not "):
            watching.step(given)
        with pytest.raises(ValueError, match="`val_loss` is a number, not "):
            watching.observe(val_loss=given)
    with pytest.raises(TypeError, match="not an Optimizer"):
        Scheduler(torch.nn.Linear(1, 1), lehr.compile(RUN))
    with pytest.raises(TypeError, match="lehr.load or lehr.compile"):
        Scheduler(sgd(), RUN)
    assert Scheduler(sgd(), lehr.compile(RUN).lr).get_last_lr() == [0.0]


# Metrics, and ticks that are no updates.


def test_a_plateau_is_that_of_pytorch():
    losses = [1.0, 0.9, 0.9, 0.9, 0.9, 0.8, 0.9, 0.9, 0.9, 0.9]
    ours, theirs = sgd(), sgd()
    scheduler = Scheduler(ours, lehr.compile("lr = plateau(0.5, patience=2, metric=val_loss)"))
    reference = torch.optim.lr_scheduler.ReduceLROnPlateau(theirs, factor=0.5, patience=2)
    for index, loss in enumerate(losses):
        if index % 2:
            scheduler.step(loss)
        else:
            scheduler.observe(val_loss=torch.tensor(loss))
            scheduler.step()
        reference.step(loss)
        assert ours.param_groups[0]["lr"] == theirs.param_groups[0]["lr"]
    resumed = Scheduler(sgd(), scheduler.program)
    resumed.load_state_dict(scheduler.state_dict())
    assert resumed.get_last_lr() == scheduler.get_last_lr() == [0.025]
    assert resumed.state_dict() == scheduler.state_dict()
    with pytest.raises(ValueError, match="no track watches `loss`; the tracks watch val_loss"):
        scheduler.observe(loss=1.0)


def test_a_rate_that_follows_a_metric_goes_on_where_it_was_left():
    text = "lr = steer(metric=kl, band=1 .. 2, times=2, from=0.5) * reach(metric=kl, at=[1.5, 0.5], values=[1x, 50%, 25%])"
    optimizer = sgd()
    scheduler = Scheduler(optimizer, lehr.compile(text))
    rates = []
    for divergence in (3.0, 1.5, float("nan"), 0.25, 1.0):
        resumed = Scheduler(sgd(), scheduler.program)
        resumed.load_state_dict(scheduler.state_dict())
        assert resumed.get_last_lr() == scheduler.get_last_lr()
        rates.extend(scheduler.get_last_lr())
        optimizer.step()
        scheduler.step(divergence)
    assert rates == [0.5, 0.25, 0.125, 0.125, 0.125]


def test_ticks_may_be_tokens():
    program = lehr.compile("tick = tokens; run = 1M tokens; lr = 0.1 * linear")
    scheduler = Scheduler(sgd(), program)
    scheduler.advance(tokens=250_000)
    assert scheduler.get_last_lr() == [pytest.approx(0.075)]
    scheduler.advance(tokens=250_000)
    assert (scheduler.last_epoch, scheduler.get_last_lr()) == (500_000, [0.05])
    with pytest.raises(ValueError, match="how many ticks a sample is"):
        scheduler.advance(samples=3)
    with pytest.raises(ValueError, match="goes ahead"):
        scheduler.advance(tokens=-3)


# Attached.


def test_attached_real_updates_are_counted():
    optimizer = sgd()
    scheduler = lehr.torch.attach(optimizer, lehr.compile("run = 10; lr = linear"))
    for _ in range(3):
        update(optimizer)
    assert (scheduler.last_epoch, scheduler.get_last_lr()) == (3, [pytest.approx(0.07)])
    with pytest.raises(RuntimeError, match="no step to call"):
        scheduler.step()
    twin = copy.deepcopy(scheduler)
    update(twin.optimizer)
    assert (twin.last_epoch, scheduler.last_epoch) == (4, 3)


@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize("unscale", [False, True])
def test_attached_skipped_updates_do_not_count(fused, unscale):
    p = parameter()
    optimizer = torch.optim.AdamW([p], lr=0.1, fused=fused)
    scheduler = lehr.torch.attach(optimizer, lehr.compile("run = 10; lr = linear"))
    scaler = torch.amp.GradScaler("cpu", init_scale=4.0)
    for loss in (1.0, float("inf"), 1.0):
        optimizer.zero_grad()
        scaler.scale((p * loss).sum()).backward()
        if unscale:
            scaler.unscale_(optimizer)
        scaler.step(optimizer)
        scaler.update()
    assert scheduler.last_epoch == 2


@pytest.mark.parametrize("tensor", [False, True])
def test_attached_the_step_that_fills_an_optimizer_does_not_count(tensor):
    from torch.distributed.checkpoint.state_dict import get_optimizer_state_dict, set_optimizer_state_dict

    model = torch.nn.Linear(2, 1)
    # The first rate of a warmup is 0 as well.
    program = lehr.compile("run = 10; lr = warmup(5) then linear; wd = hold(0.5)")

    def make(model):
        optimizer = torch.optim.AdamW(model.parameters(), lr=torch.tensor(0.1) if tensor else 0.1)
        return optimizer, lehr.torch.attach(optimizer, program)

    optimizer, scheduler = make(model)
    weights = [p.clone() for p in model.parameters()]
    get_optimizer_state_dict(model, optimizer)
    assert scheduler.last_epoch == 0
    assert all(torch.equal(old, new) for old, new in zip(weights, model.parameters()))
    for _ in range(3):
        update(optimizer)
    assert scheduler.last_epoch == 3
    saved = get_optimizer_state_dict(model, optimizer), scheduler.state_dict()
    other = torch.nn.Linear(2, 1)
    resumed, again = make(other)
    weights = [p.clone() for p in other.parameters()]
    set_optimizer_state_dict(other, resumed, saved[0])
    again.load_state_dict(saved[1])
    assert again.last_epoch == 3 and again.get_last_lr() == scheduler.get_last_lr()
    assert all(torch.equal(old, new) for old, new in zip(weights, other.parameters()))


# Against PyTorch's own numbers.


def test_a_real_network_comes_to_the_same_weights():
    def run(make):
        torch.manual_seed(0)
        model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
        scheduler = make(optimizer)
        data = torch.randn(64, 4)
        for step in range(10_000):
            batch = data[step % 64 : step % 64 + 1]
            optimizer.zero_grad()
            (model(batch) - batch.sum()).square().mean().backward()
            optimizer.step()
            scheduler.step()
        return [p.detach().clone() for p in model.parameters()]

    ours = run(lambda optimizer: Scheduler(optimizer, lehr.compile("lr = step(1000, 0.5)")))
    theirs = run(lambda optimizer: StepLR(optimizer, 1000, gamma=0.5))
    assert all(torch.equal(a, b) and a.isfinite().all() for a, b in zip(ours, theirs))


RANKS = """
import os, sys, torch, lehr, lehr.torch
torch.distributed.init_process_group("gloo", rank=int(sys.argv[1]), world_size=3, init_method="file://" + sys.argv[2])
def check(to, ticks):
    p = torch.nn.Parameter(torch.ones(3))
    scheduler = lehr.torch.Scheduler(torch.optim.SGD([p], lr=0.1), lehr.compile(f"run = 10; lr = linear(to={to}%)"))
    for _ in range(ticks): scheduler.step()
    try:
        lehr.torch.check_ranks(scheduler)
        print("same", flush=True)
    except RuntimeError as error:
        print(error, flush=True)
rank = int(sys.argv[1])
check(1, 2)
check(1 if rank else 2, 2)
check(1, 3 if rank == 1 else 2)
torch.distributed.destroy_process_group()
"""


def test_the_odd_rank_is_named(tmp_path):
    start = [sys.executable, "-c", RANKS]
    processes = [
        subprocess.Popen([*start, str(rank), str(tmp_path / "store")], stdout=subprocess.PIPE, text=True) for rank in range(3)
    ]
    printed = [process.communicate(timeout=120)[0].splitlines() for process in processes]
    assert printed == [
        [
            "same",
            "rank 0 has another schedule than the other 2 of 3",
            "rank 1 has another tick than the other 2 of 3",
        ]
    ] * 3
