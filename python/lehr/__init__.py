"""Training schedules, written once, checked before the run, evaluated to the same bits everywhere.

>>> import lehr
>>> program = lehr.compile("run = 100; lr = 3e-4 * (warmup(10) then cosine)")
>>> program.lr(10)
0.0003
"""

from lehr._errors import Error, FindingWarning
from lehr._lehr import Finding, Fix, Program, Schedule, Segment, __version__
from lehr._load import check, compile, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "Error",
    "Finding",
    "FindingWarning",
    "Fix",
    "Program",
    "Schedule",
    "Segment",
    "__version__",
    "check",
    "compile",
    "load",
]


def load_ipython_extension(ipython: "Any") -> None:
    """Adds ``%%lehr name`` to a notebook: the cell is compiled, drawn, and kept under that name."""
    from lehr import _notebook

    _notebook.register(ipython)
