"""The scheduler: a real `LRScheduler` whose step is compiled."""

import hashlib
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any, SupportsFloat

from torch import Tensor
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from lehr._lehr import Program, Schedule, SchedulerCore
from lehr.torch import _places
from lehr.torch._follow import follow, hand_back
from lehr.torch._prepared import Prepared

_STATE = "lehr.torch/1"

# Which group is called what: a name for each, or for each name an index, indices or a predicate.
Groups = Sequence[str] | Mapping[str, int | Collection[int] | Callable[[dict[str, Any]], bool]]


class Scheduler(SchedulerCore, Prepared, LRScheduler):  # type: ignore[misc]  # `step` takes a metric first
    """Sets the hyperparameters of an optimizer by the tracks of a program.

    The track `lr` is the rate of every group, and `lr.head` that of the group named ``head``: the one with
    ``group["name"] == "head"``, or what `groups` says: a list of names, one for each group, or a dict from names to
    an index, indices, or a predicate on the group. A group without a name is called by its index. `momentum` (or
    `beta1`) is the momentum or the first of ``betas``, `beta2` the second, `wd` the weight decay, and any other track
    the hyperparameter of its name. `tracks` leaves out those that are not listed.

    A track without a base of its own is relative to the value that its group started with: for the rate
    ``group["initial_lr"]``, as in PyTorch. A track that refers to one without a base is an error: what is referred to
    is absolute. A schedule in the place of the program is one of its tracks.

    The first values are written at once, so that the first update uses tick 0; call :meth:`step` after each update.
    `last_epoch` is the last tick that has been used, where a run goes on without a saved state.

    Raises `ValueError` for a track that no group takes, a group whose rate no track sets, a hyperparameter that the
    optimizer does not have, and a track that refers to one without a base.

    >>> import torch, lehr, lehr.torch
    >>> body, head = torch.nn.Linear(2, 2), torch.nn.Linear(2, 1)
    >>> groups = [{"params": body.parameters()}, {"params": head.parameters(), "name": "head"}]
    >>> optimizer = torch.optim.AdamW(groups, lr=0.5)
    >>> program = lehr.compile("run = 10; lr = linear; lr.head = linear(to=50%); wd = hold(0.1)")
    >>> scheduler = lehr.torch.Scheduler(optimizer, program)
    >>> for _ in range(5):
    ...     optimizer.step()
    ...     scheduler.step()
    >>> [group["lr"] for group in optimizer.param_groups]
    [0.25, 0.375]
    """

    # Of a framework whose groups have multipliers: by hyperparameter, the key of the multiplier.
    _multipliers: dict[str, str] = {}

    optimizer: Optimizer
    program: Program
    last_epoch: int

    def __init__(
        self,
        optimizer: Optimizer,
        program: Program | Schedule,
        groups: Groups | None = None,
        *,
        tracks: Sequence[str] | None = None,
        last_epoch: int = -1,
    ) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        if isinstance(program, Schedule):
            program, tracks = program.program, [program.name] if tracks is None else tracks
        if not isinstance(program, Program):
            raise TypeError(f"a program is what lehr.load or lehr.compile gives, not {type(program).__name__}")
        self._begin(optimizer, program, groups, tracks)
        self.last_epoch = last_epoch
        self._initial_step()

    def _begin(self, optimizer, program, groups, tracks):
        self.optimizer = optimizer
        self.program = program
        self._given = groups
        self._tracks = program.tracks if tracks is None else tuple(tracks)
        self._warned = self._is_prepared = False
        self._loaded = None
        self._stride = _ticks_of_an_update(program)
        for group in optimizer.param_groups:
            _initial(group, "lr")
        self._plan()
        follow(self, optimizer)

    def _plan(self):
        schedules, items, self._rates = _places.plan(
            self.optimizer, self.program, self._tracks, self._given, _initial, self._multipliers
        )
        self._places = [(index, key) for index, key, _ in items]
        self._set_plan(len(self.optimizer.param_groups), schedules, items)

    def _noticed(self, key, group, found, written):
        if not self._warned:
            self._warned = True
            warnings.warn(
                f"`{key}` of group {group} was {found!r} and not {written!r}, as the schedule had set it: something "
                "else sets it too, and what it sets is overwritten at each step",
                stacklevel=2,
            )

    @property
    def base_lrs(self) -> list[float | Tensor]:  # type: ignore[override]
        """The rates that the groups started with."""
        return [_copy(_initial(group, "lr")) for group in self.optimizer.param_groups]

    @property
    def _last_lr(self) -> list[float | Tensor]:  # type: ignore[override]
        return [_copy(group["lr"]) for group in self.optimizer.param_groups]

    def get_last_lr(self) -> list[float | Tensor]:
        """The rate in use, for each group: a number, or a copy of the tensor where the group has one."""
        return self._last_lr

    def get_lr(self) -> list[float | Tensor]:
        """The rate of this tick, for each group, as a number."""
        tick = max(self.last_epoch, 0)
        return [
            group["lr"] if rate is None or rate.metrics else rate(tick)
            for rate, group in zip(self._rates, self.optimizer.param_groups)
        ]

    def observe(self, **metrics: SupportsFloat) -> None:
        """Says what metrics have come to: what follows them takes them up at the next step.

        >>> import torch, lehr, lehr.torch
        >>> optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.5)
        >>> program = lehr.compile("lr = plateau(0.5, patience=0, metric=val_loss)")
        >>> scheduler = lehr.torch.Scheduler(optimizer, program)
        >>> for loss in (1.0, 1.0):
        ...     optimizer.step()
        ...     scheduler.observe(val_loss=loss)
        ...     scheduler.step()
        >>> scheduler.get_last_lr()
        [0.25]

        Raises `ValueError` for a metric that no track watches, and for what is not a number.
        """
        watched = sorted({name for track in self._tracks for name in self.program[track].metrics})
        for name, value in metrics.items():
            if name not in watched:
                raise ValueError(f"no track watches `{name}`; the tracks watch {', '.join(watched) or 'no metric'}")
            self._observe(name, value)

    def advance(self, **counts: float) -> None:
        """Goes ahead by what an update has consumed: ``advance(tokens=n)`` or ``advance(samples=n)``.

        >>> import torch, lehr, lehr.torch
        >>> optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.5)
        >>> program = lehr.compile("tick = tokens; run = 1M tokens; lr = linear")
        >>> scheduler = lehr.torch.Scheduler(optimizer, program)
        >>> optimizer.step()
        >>> scheduler.advance(tokens=500_000)
        >>> scheduler.get_last_lr()
        [0.25]

        It takes the place of :meth:`step` where the tick is a token or a sample and updates differ in size: `step` goes
        ahead by a step of the program, and is an error where that has no size. Raises `ValueError` for a count that
        is not a whole number of ticks, and for a unit that the program does not know.

        A unit that the tracks read is given by its name, with what it reads now, at the tick that this goes to:
        ``advance(hour=1.25)`` goes on as :meth:`step` does, and ``advance(tokens=n, hour=1.25)`` by so many tokens. It
        may be given at each tick or at some; without it a unit reads what it read before, which is 0 at the start.
        Raises `ValueError`, and does not go ahead, for a reading below one before it, below 0 or that is no number.
        """
        read = {unit for track in self._tracks for unit in self.program[track].units_read}
        readings = {name: counts.pop(name) for name in list(counts) if name in read or name.removesuffix("s") in read}
        if len(counts) != 1 and (counts or not readings):
            raise ValueError("advance takes one count, as in `advance(tokens=4096)`")
        ticks = [self._in_ticks(name, count) for name, count in counts.items()]
        # Nothing is left for a later step where a count is wrong.
        for name, reading in readings.items():
            self._read(name, reading)
        if ticks:
            self._advance(ticks[0])
        else:
            self.step()

    def _in_ticks(self, name: str, count: float) -> int:
        unit = name.removesuffix("s")
        length = 1 if unit in ("tick", self.program.tick) else self.program.length_of(unit)
        if length is None:
            raise ValueError(f"the program does not say how many ticks a {unit} is")
        ticks = Fraction(length) * Fraction(count)
        if ticks.denominator != 1:
            raise ValueError(f"{count} {name} are {ticks} ticks, which is not a whole number")
        return int(ticks)

    def state_dict(self) -> dict[str, Any]:
        """The state as plain data. It loads with ``weights_only=True``, and in any order with the optimizer's."""
        return {
            "format": _STATE,
            "last_epoch": self.last_epoch,
            "_step_count": self._step_count,
            "_last_lr": [float(rate) for rate in self._last_lr],
            "fingerprints": self._fingerprints(),
            "profiles": self._profiles(),
            "tick": self._tick_size(),
            "controllers": self._controllers(),
            "in_use": self._is_in_use(True),
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Goes on where a state was saved, and writes the values of that tick.

        A state of the same schedule with another number of samples or tokens in a tick is converted. Where these are
        not a whole number of ticks it goes on at the tick before, with a warning.

        Raises `ValueError` for the state of another schedule.
        """
        if state_dict.get("format") != _STATE:
            raise ValueError("this is not the state of a lehr scheduler: it has no fingerprints of schedules")
        if state_dict["tick"] == self._tick_size():
            _refuse_foreign(state_dict["fingerprints"], self._fingerprints())
        else:
            _refuse_foreign(state_dict["profiles"], self._profiles())
        tick = self._tick_of(state_dict)
        if not state_dict["in_use"]:
            hand_back(self)
        self.last_epoch = tick
        self._step_count = state_dict["_step_count"]
        self._set_controllers(state_dict["controllers"])
        # A child of SequentialLR that is over, or has not begun, leaves the groups to the others.
        if state_dict["in_use"]:
            self._write()
        else:
            self._forget()

    def _fingerprints(self):
        return {track: self.program[track].fingerprint for track in self._tracks}

    def _profiles(self):
        # What does not depend on how many samples a tick has.
        profiles = {track: self.program.profile(track) for track in self._tracks}
        return {
            track: self.program[track].fingerprint if profile is None else hashlib.sha256(bytes(profile)).hexdigest()[:32]
            for track, profile in profiles.items()
        }

    def _tick_size(self):
        # How many samples or tokens a tick has, where the program says.
        for unit in ("sample", "token"):
            length = self.program.length_of(unit)
            if length is not None:
                return {"unit": unit, "count": str(1 / Fraction(length))}
        return None

    def _tick_of(self, state):
        saved, own, tick = state["tick"], self._tick_size(), state["last_epoch"]
        if saved == own or tick < 0:
            return tick
        if saved is None or own is None or saved["unit"] != own["unit"]:
            raise ValueError(f"a tick of the state is {_size(saved)}, and one of this program {_size(own)}")
        size = Fraction(own["count"])
        consumed = tick * Fraction(saved["count"])
        new = consumed // size
        if again := consumed - new * size:
            warnings.warn(
                f"the run had consumed {consumed} {own['unit']}s, which are not a whole number of ticks of {size}: it goes "
                f"on at tick {new}, and {again} {own['unit']}s are counted again",
                stacklevel=3,
            )
        return int(new)

    def __reduce__(self) -> tuple[Any, ...]:
        own = {
            "optimizer": self.optimizer,
            "program": self.program,
            "groups": self._given,
            "tracks": self._tracks,
            "last_epoch": self.last_epoch,
            "_step_count": self._step_count,
            "controllers": self._controllers(),
            "prepared": self._is_prepared,
        }
        rest = {key: value for key, value in self.__dict__.items() if key not in _OWN}
        return type(self).__new__, (type(self),), (own, rest)

    def __setstate__(self, state: Any) -> None:
        own, rest = state
        self.__dict__.update(rest)
        self._begin(own["optimizer"], own["program"], own["groups"], own["tracks"])
        self.last_epoch = own["last_epoch"]
        self._step_count = own["_step_count"]
        self._set_controllers(own["controllers"])
        self._write()
        if own["prepared"]:
            self._count_updates()


_OWN = frozenset(
    ["program", "_given", "_tracks", "_warned", "_rates", "_places", "_loaded", "_tensors", "_is_prepared", "_is_due"]
)


def _ticks_of_an_update(program):
    # 0 where a tick is a sample or a token, and nothing says how many of them a step has.
    if program.tick not in ("sample", "token"):
        return 1
    length = Fraction(program.length_of("step") or 0)
    return int(length) if length.denominator == 1 else 0


def _refuse_foreign(saved, own):
    differing = [f"`{track}` is another schedule" for track in own if saved.get(track, own[track]) != own[track]]
    differing += [f"the state has no track `{track}`" for track in own if track not in saved]
    differing += [f"the state has a track `{track}` more" for track in saved if track not in own]
    if differing:
        raise ValueError(
            f"the state was saved by another schedule: {', '.join(differing)}. Go on with the schedule that saved it, or "
            "begin this one at the tick where it should go on, with last_epoch"
        )


def _initial(group, key):
    # It is saved with the optimizer, so that a scheduler that is made later has the same base.
    name = f"initial_{key}"
    if name not in group:
        group[name] = _copy(group[key])
    return group[name]


def _copy(value):
    return value.clone() if isinstance(value, Tensor) else value


def _size(size):
    return "of no known size" if size is None else f"{size['count']} {size['unit']}s"
