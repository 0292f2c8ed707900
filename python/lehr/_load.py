"""From files and texts to programs: what is raised, and what is a warning."""

import os
import sys
import warnings

from lehr import _lehr
from lehr._errors import Error, FindingWarning
from lehr._lehr import Finding, Program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import SupportsFloat

    # A number, or a text of the language.
    _Quantity = SupportsFloat | str


def load(
    path: "str | os.PathLike[str]",
    *,
    set: "Mapping[str, _Quantity | Sequence[_Quantity]] | None" = None,
    run: "_Quantity | None" = None,
    base: "_Quantity | None" = None,
    epoch: "_Quantity | None" = None,
    strict: bool = False,
) -> Program:
    """Reads and compiles a file, or reads one that ``lehr compile`` wrote.

    `run` and `epoch` are durations (``"90 epochs"``, ``1000``), `base` is a number, and `set` gives values to the
    file's parameters. They replace what the file says. A ``lehr.toml`` in its folder or above it holds too.

    Raises `lehr.Error` where something is wrong, and `OSError` where the file cannot be read. What the checker finds
    is a `lehr.FindingWarning` each; with `strict` it is an error.
    """
    return _program(*_lehr.load(os.fspath(path), _given(set, run, base, epoch)), strict)


def compile(
    text: str,
    *,
    name: str = "<schedule>",
    set: "Mapping[str, _Quantity | Sequence[_Quantity]] | None" = None,
    run: "_Quantity | None" = None,
    base: "_Quantity | None" = None,
    epoch: "_Quantity | None" = None,
    strict: bool = False,
) -> Program:
    """Compiles a text: a file's, or a single expression, which is the track ``lr``.

    As :func:`load` otherwise; `name` is what messages call the text.

    >>> import lehr
    >>> lehr.compile("cosine(T=10)", base=0.1).lr[5]
    0.05
    """
    return _program(*_lehr.compile(text, name, _given(set, run, base, epoch)), strict)


def for_run(program: "Program | str | os.PathLike[str]", run: int) -> Program:
    """The program of a run whose updates a framework has counted: of a text, or of the file of an `os.PathLike`.

    A program that is compiled already has its own run, and stays as it is.
    """
    if isinstance(program, _lehr.Program):
        return program
    if isinstance(program, os.PathLike):
        read, raw = load, _lehr.load(os.fspath(program), _given(None, run, None, None))
    else:
        read, raw = compile, _lehr.compile(program, "<schedule>", _given(None, run, None, None))
    # Where it names no units, a tick is what the framework counts.
    has_units = raw[0] is not None and raw[0].tick is not None
    return read(program, run=f"{run} steps" if has_units else run)


def check(
    source: "str | os.PathLike[str]",
    *,
    name: str = "<schedule>",
    set: "Mapping[str, _Quantity | Sequence[_Quantity]] | None" = None,
    run: "_Quantity | None" = None,
    base: "_Quantity | None" = None,
    epoch: "_Quantity | None" = None,
) -> list[Finding]:
    """Everything there is to say about a text, or about the file of an `os.PathLike`, as a list of findings.

    Nothing is raised for what is wrong in it.

    >>> import lehr
    >>> [finding.code for finding in lehr.check("run = 10; lr = 0.1 * cosine(T=5) mirror repeat")]
    ['climbs-back']
    """
    given = _given(set, run, base, epoch)
    if isinstance(source, os.PathLike):
        _, report = _lehr.load(os.fspath(source), given)
    else:
        _, report = _lehr.compile(source, name, given)
    return report.findings


def _given(params, run, base, epoch):
    params = dict(params or {}).items()
    return {
        "run": None if run is None else _text(run),
        "base": None if base is None else _text(base),
        "epoch": None if epoch is None else _text(epoch),
        "params": [(name, _text(value)) for name, value in params],
    }


def _text(value):
    # A numpy number is a number, and its repr is none.
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_text(item) for item in value) + "]"
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        raise TypeError(f"a value is a number, a list or a text of the language, not {value!r}")
    if hasattr(value, "__index__"):
        return str(value.__index__())
    return repr(float(value))


def _program(program, report, strict):
    findings = report.findings
    if program is None or (strict and any(finding.severity != "note" for finding in findings)):
        coloured = sys.stderr is not None and sys.stderr.isatty() and "NO_COLOR" not in os.environ
        raise Error("\n" + report.render(coloured=coloured).rstrip(), findings)
    level = _stack_level()
    for index, finding in enumerate(findings):
        if finding.severity != "note":
            text = report.render_one(index).rstrip()
            warnings.warn(FindingWarning(f"\n{text}", finding), stacklevel=level)
    return program


def _stack_level():
    # The first frame that is not ours, counted from whoever warns.
    level, frame = 1, sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").split(".")[0] == "lehr":
        level, frame = level + 1, frame.f_back
    return level
