"""Composer: `composer/optim/scheduler.py`, run by itself, in batches."""

import enum
import types
import warnings

from cases import Case, write
from standalone import PINS, load, stand_in


class StringEnum(enum.Enum):
    """Members from their names, as Composer's own."""

    def __eq__(self, other):
        return self.value == (other.value if isinstance(other, StringEnum) else other)

    def __hash__(self):
        return hash(self.value)

    @classmethod
    def _missing_(cls, name):
        return next((member for member in cls if member.name.lower() == str(name).lower()), None)


warnings.filterwarnings("ignore")
stand_in(composer__core__serializable={"Serializable": object}, composer__utils={"StringEnum": StringEnum})
time = load("mosaicml", "composer/core/time.py", "composer.core.time")
stand_in(composer__core={"State": object, "Time": time.Time, "TimeUnit": time.TimeUnit})
schedulers = load("mosaicml", "composer/optim/scheduler.py", "composer_scheduler")
TICKS = 130
CASES = []


class Timestamp:
    """The count of batches."""

    def __init__(self, batch):
        self.batch = time.Time(batch, "ba")

    def get(self, unit):
        return self.batch

    def __lt__(self, other):
        return self.batch < other

    def __ge__(self, other):
        return self.batch >= other


def case(schedule, words, note="", run=100, base=0.1, lehr=""):
    call = f"{schedule}({words})"
    made = eval(call, vars(schedulers))
    state = types.SimpleNamespace(max_duration=time.Time(run, "ba"), dataloader_len=time.Time(10, "ba"))
    values = []
    for tick in range(TICKS):
        state.timestamp = Timestamp(tick)
        values.append(base * made(state))
    note = f"max_duration={run}ba" + ("; " + note if note else "")
    CASES.append(Case(schedule, call, values, base, note, setting=f"epoch = 10 steps; run = {run}", lehr=lehr))


for size, gamma in [(30, 0.1), (2, 0.5), (1, 0.9), (200, 0.1), (7, 1.0)]:
    case("StepScheduler", f"'{size}ba', {gamma}")
for milestones, gamma in [([30, 60], 0.1), ([0, 5], 0.5), ([60, 30], 0.2), ([500], 0.1), ([1, 2, 3], 0.9)]:
    case("MultiStepScheduler", f"{[f'{m}ba' for m in milestones]}, {gamma}")
for alpha, t_max in [(0.1, 100), (0.5, 10), (1.0, 50), (2.0, 1), (0.0, 30)]:
    case("ConstantScheduler", f"{alpha}, '{t_max}ba'")
for first, last, t_max in [(1.0, 0.0, "1dur"), (0.1, 1.0, "50ba"), (1.0, 0.1, "0.5dur"), (0.5, 0.5, "10ba"), (0.0, 1.0, "200ba")]:
    case("LinearScheduler", f"{first}, {last}, '{t_max}'")
for gamma, period in [(0.9, "1ep"), (0.5, "10ba"), (0.99, "1ba"), (0.1, "100ba"), (1.0, "7ba")]:
    case("ExponentialScheduler", f"{gamma}, '{period}'", "an epoch is 10 batches")
for t_max, alpha in [("1dur", 0.0), ("50ba", 0.1), ("1ba", 0.0), ("200ba", 0.01), ("0.25dur", 0.5)]:
    case("CosineAnnealingScheduler", f"'{t_max}', {alpha}")
    case("PolynomialScheduler", f"2.0, '{t_max}', {alpha}")
for t_0, mult, alpha in [(10, 1.0, 0.0), (10, 2.0, 0.1), (1, 1.0, 0.0), (50, 1.0, 0.5), (3, 3.0, 0.0)]:
    case("CosineAnnealingWarmRestartsScheduler", f"'{t_0}ba', {mult}, {alpha}")
case("CosineAnnealingWarmRestartsScheduler", "'10ba', 1.5", "each length is truncated to whole batches", lehr="(cosine(10) for 10 then cosine(15, from=1x) then cosine(22, from=1x) then cosine(33, from=1x) then cosine(49, from=1x) then cosine(73, from=1x))")
for w, alpha, t_max in [(10, 1.0, 100), (1, 0.5, 60), (20, 0.1, 80), (50, 2.0, 120), (5, 0.0, 40)]:
    case("ConstantWithWarmupScheduler", f"'{w}ba', {alpha}, '{t_max}ba'", "", t_max)
for w, first, last in [(10, 1.0, 0.0), (1, 1.0, 0.1), (20, 0.5, 0.1), (99, 1.0, 0.0), (50, 2.0, 1.0)]:
    case("LinearWithWarmupScheduler", f"'{w}ba', {first}, {last}")
for w, last in [(10, 0.0), (1, 0.1), (20, 0.5), (99, 0.0), (50, 0.01)]:
    case("CosineAnnealingWithWarmupScheduler", f"'{w}ba', alpha_f={last}")
    case("PolynomialWithWarmupScheduler", f"'{w}ba', alpha_f={last}")
for w, milestones, gamma in [(10, [30, 60], 0.1), (40, [30], 0.1), (1, [5, 10, 15], 0.5), (20, [20], 0.2), (5, [500], 0.1)]:
    case("MultiStepWithWarmupScheduler", f"'{w}ba', {[f'{m}ba' for m in milestones]}, {gamma}")


def main():
    write("composer", PINS["mosaicml"], "float64", CASES)


if __name__ == "__main__":
    main()
