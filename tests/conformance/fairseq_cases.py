"""fairseq: the schedulers of `fairseq/optim/lr_scheduler`, each file run by itself."""

import types

from cases import Case, write
from standalone import PINS, load, stand_in


class FairseqOptimizer:
    """As much of an optimizer as a scheduler touches."""

    lr = None

    def set_lr(self, lr):
        self.lr = lr

    def get_lr(self):
        return self.lr


stand_in(
    omegaconf={"II": lambda text: None},
    fairseq__dataclass={"FairseqDataclass": object},
    fairseq__dataclass__utils={"gen_parser_from_dataclass": None},
    fairseq__optim={"FairseqOptimizer": FairseqOptimizer},
)
FOLDER = "fairseq/optim/lr_scheduler"
base = load("fairseq", f"{FOLDER}/fairseq_lr_scheduler.py", "fairseq_lr_scheduler")
stand_in(fairseq__optim__lr_scheduler={"FairseqLRScheduler": base.FairseqLRScheduler, "register_lr_scheduler": lambda *a, **k: lambda cls: cls})
FILES = {
    "cosine": ("cosine_lr_scheduler", "CosineLRSchedule"),
    "inverse_sqrt": ("inverse_square_root_schedule", "InverseSquareRootSchedule"),
    "polynomial_decay": ("polynomial_decay_schedule", "PolynomialDecayLRSchedule"),
    "step": ("step_lr_scheduler", "StepLRSchedule"),
    "tri_stage": ("tri_stage_lr_scheduler", "TriStageLRSchedule"),
    "triangular": ("triangular_lr_scheduler", "TriangularLRSchedule"),
}
CLASSES = {name: getattr(load("fairseq", f"{FOLDER}/{file}.py", file), cls) for name, (file, cls) in FILES.items()}
DEFAULTS = {
    "cosine": dict(warmup_updates=0, warmup_init_lr=-1, min_lr=0.0, t_mult=1.0, lr_period_updates=-1, lr_shrink=0.1, max_update=100),
    "inverse_sqrt": dict(warmup_updates=4000, warmup_init_lr=-1),
    "polynomial_decay": dict(warmup_updates=0, force_anneal=None, end_learning_rate=0.0, power=1.0, total_num_update=100),
    "step": dict(warmup_updates=0, warmup_init_lr=-1, min_lr=0.0, lr_deacy_period=25000, lr_decay=0.5),
    "tri_stage": dict(warmup_steps=0, hold_steps=0, decay_steps=0, phase_ratio=None, init_lr_scale=0.01, final_lr_scale=0.01, max_update=100),
    "triangular": dict(max_lr=1.0, lr_period_updates=5000, lr_shrink=0.1, shrink_min=False),
}
TICKS = 130
CASES = []


def told(value):
    """An option as a case has it."""
    return [told(item) for item in value] if isinstance(value, list) else value if isinstance(value, bool) else repr(value)


def case(name, lr=1.0, **words):
    s = CLASSES[name](types.SimpleNamespace(lr=[lr], **(DEFAULTS[name] | words)), FairseqOptimizer())
    if name == "polynomial_decay":
        s.step_begin_epoch(1)
    values = [s.step_update(tick) for tick in range(TICKS)]
    call = f"--lr-scheduler {name} --lr {lr} " + " ".join(f"--{key.replace('_', '-')} {value}" for key, value in words.items())
    # The length of the run is that of the trainer.
    more = {"max_update": 100} if name == "cosine" else {}
    arguments = [[key, told(value)] for key, value in ({"lr": lr} | words | more).items()]
    CASES.append(Case(name, call, values, None if name == "triangular" else lr, made={"function": name, "arguments": arguments}))


case("cosine", warmup_updates=10)
case("cosine", lr_period_updates=50, lr_shrink=0.5, min_lr=0.05)
case("cosine", lr_period_updates=10, t_mult=2, lr_shrink=0.75)
case("cosine", lr=1.0, warmup_updates=20, warmup_init_lr=0.01, lr_period_updates=400, min_lr=0.01)
case("cosine", lr_period_updates=1, lr_shrink=0.9)
for w, init in [(10, -1), (1, -1), (100, 1e-7), (4000, -1), (20, 0.01)]:
    case("inverse_sqrt", warmup_updates=w, warmup_init_lr=init)
for w, total, end, power in [(0, 100, 0.0, 1.0), (10, 100, 0.0, 1.0), (10, 60, 0.01, 2.0), (1, 400, 0.0, 0.5), (99, 100, 0.1, 1.0)]:
    case("polynomial_decay", warmup_updates=w, total_num_update=total, end_learning_rate=end, power=power)
for w, low, period, decay in [(0, 0.0, 10, 0.5), (10, 0.05, 20, 0.5), (5, 0.0, 1, 0.9), (20, 0.01, 25000, 0.5), (1, 0.001, 7, 0.1)]:
    case("step", warmup_updates=w, min_lr=low, lr_deacy_period=period, lr_decay=decay)
for w, h, d, init, final in [(10, 40, 50, 0.01, 0.01), (1, 1, 100, 0.1, 0.5), (0, 50, 50, 0.01, 0.05), (20, 0, 80, 0.5, 0.001), (5, 200, 50, 0.01, 0.01)]:
    case("tri_stage", warmup_steps=w, hold_steps=h, decay_steps=d, init_lr_scale=init, final_lr_scale=final)
# int(100 * 0.29) is 28, and so on: each share is cut to whole updates.
for shares, most in [([0.1, 0.4, 0.5], 100), ([0.29, 0.3, 0.41], 100), ([0.05, 0.0, 0.95], 90), ([0.0, 0.5, 0.5], 61), ([0.1, 0.4, 0.5], 1000)]:
    case("tri_stage", phase_ratio=shares, max_update=most)
for low, high, period, shrink, both in [(0.1, 1.0, 20, 1.0, False), (0.01, 0.1, 50, 0.5, True), (0.1, 1.0, 5000, 0.1, False), (0.001, 1.0, 2, 0.9, True), (0.0, 0.5, 40, 0.5, False), (0.1, 1.0, 20, 0.1, False)]:
    case("triangular", lr=low, max_lr=high, lr_period_updates=period, lr_shrink=shrink, shrink_min=both)


def main():
    write("fairseq", PINS["fairseq"], "float64", CASES)


if __name__ == "__main__":
    main()
