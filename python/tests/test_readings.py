"""Units that the loop reads, given by `advance`."""

import copy
import pickle

import pytest

torch = pytest.importorskip("torch")

import lehr
from lehr.torch import Scheduler
from optimizers import sgd

pytestmark = pytest.mark.filterwarnings("ignore::lehr.FindingWarning")

HOURS = "unit hour; tick = steps; run = 12 hours; base = 1; lr = warmup(1 hour) then hold then linear(2 hours)"
READ = [0.0, 0.5, 1.0, 1.0, 6.0, 10.0, 11.0, 12.0, 13.0]
VALUES = [0.0, 0.5, 1.0, 1.0, 1.0, 1.0, 0.5, 0.0, 0.0]


def scheduler():
    return Scheduler(sgd(), lehr.compile(HOURS))


def rate(scheduler):
    return scheduler.get_last_lr()[0]


@pytest.mark.parametrize("name", ["hour", "hours"])
def test_each_step_has_the_value_of_its_reading(name):
    followed = scheduler()
    values = [rate(followed)]
    for reading in READ[1:]:
        followed.advance(**{name: reading})
        values.append(rate(followed))
    assert values == VALUES


@pytest.mark.parametrize("reading", [-1.0, float("nan"), float("inf"), 0.25])
def test_a_wrong_reading_changes_nothing(reading):
    followed = scheduler()
    followed.advance(hour=0.5)
    before = followed.state_dict()
    with pytest.raises(ValueError):
        followed.advance(hour=reading)
    assert followed.state_dict() == before
    followed.advance(hour=0.75)
    assert rate(followed) == 0.75


@pytest.mark.parametrize("wrong", [{"days": 1}, {"steps": 0.5}, {"steps": 1, "tokens": 1}])
def test_a_wrong_count_leaves_no_reading_behind(wrong):
    followed = scheduler()
    with pytest.raises(ValueError):
        followed.advance(hour=0.9, **wrong)
    followed.advance(hour=0.5)
    assert rate(followed) == 0.5


@pytest.mark.parametrize("stop", range(len(READ)))
def test_a_run_that_was_interrupted_goes_on(stop):
    followed = scheduler()
    for reading in READ[1 : stop + 1]:
        followed.advance(hour=reading)
    state = pickle.loads(pickle.dumps(copy.deepcopy(followed.state_dict())))
    resumed = scheduler()
    resumed.load_state_dict(state)
    values = [rate(resumed)]
    for reading in READ[stop + 1 :]:
        resumed.advance(hour=reading)
        values.append(rate(resumed))
    assert values == VALUES[stop:]


def test_without_a_reading_time_stands_still():
    followed = scheduler()
    followed.advance(hour=0.5)
    followed.step()
    assert rate(followed) == 0.5
    followed.advance(steps=2, hour=1.0)
    assert rate(followed) == 1.0


def test_a_value_without_a_run_is_an_error():
    schedule = lehr.compile(HOURS)["lr"]
    assert schedule.units_read == ["hour"]
    with pytest.raises(ValueError, match="advance"):
        schedule(3)
    with pytest.raises(ValueError, match="advance"):
        iter(schedule)
