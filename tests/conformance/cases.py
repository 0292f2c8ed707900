"""What a conformance case is, and how one is written down."""

import json
import math
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent


@dataclass
class Case:
    """A schedule as the peer's user writes it, the same in lehr, and the peer's values."""

    schedule: str
    """The peer's name for the schedule."""
    call: str
    """The constructor, as the peer's user writes it."""
    lehr: str
    """The same in lehr."""
    values: list
    """The peer's value at each tick from 0 on."""
    base: float | None = 1.0
    """The base that the lehr expression is given; none where its values are absolute."""
    note: str = ""
    """What the peer does wrong or otherwise, or why there are fewer ticks than usual."""
    metrics: dict = field(default_factory=dict)
    """What is measured at the end of each tick, by the metric's name."""


def write(peer, version, precision, cases):
    """Writes the cases of a peer to its file."""
    rows = []
    for case in cases:
        values = [float(value) for value in case.values]
        assert all(map(math.isfinite, values)), case.call
        row = {"schedule": case.schedule, "call": case.call, "lehr": case.lehr}
        if case.base is not None:
            row["base"] = case.base
        if case.note:
            row["note"] = case.note
        if case.metrics:
            row["metrics"] = case.metrics
        row["values"] = values
        rows.append(row)
    counts = {}
    for case in cases:
        counts[case.schedule] = counts.get(case.schedule, 0) + 1
    head = json.dumps({"peer": peer, "version": version, "precision": precision})[:-1]
    body = ",\n".join(" " + json.dumps(row) for row in rows)
    (HERE / f"{peer}.json").write_text(f'{head}, "cases": [\n{body}\n]}}\n')
    few = {name: count for name, count in counts.items() if count < 5}
    print(f"{peer} {version}: {len(cases)} cases of {len(counts)} schedules", f"fewer than 5: {few}" if few else "")
