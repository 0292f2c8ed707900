"""What a conformance case is, and how one is written down."""

import ast
import json
import math
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent


@dataclass
class Case:
    """A call as the peer's user writes it, and the peer's values. What it means is in `src/peers`."""

    schedule: str
    """The peer's name for the schedule."""
    call: str
    """The constructor, as the peer's user writes it."""
    values: list
    """The peer's value at each tick from 0 on."""
    base: float | None = 1.0
    """The optimizer's rate; none where the values are written out in the call."""
    note: str = ""
    """What the peer does wrong or otherwise, or why there are fewer ticks than usual."""
    metrics: dict = field(default_factory=dict)
    """What is measured at the end of each tick, by the metric's name."""
    track: str = "lr"
    """What the values are of."""
    setting: str = ""
    """What stands before the schedule in lehr: the run, the epoch."""
    lehr: str = ""
    """The schedule in lehr, where the call cannot be translated."""
    made: dict | None = None
    """The function and the arguments, where the call is no Python."""


def described(node):
    """An argument: a number or a function as lehr has it, and the others by what they are."""
    match node:
        case ast.Constant(value=bool() | None):
            return node.value
        case ast.Constant(value=str()):
            return {"word": node.value}
        case ast.List() | ast.Tuple():
            return [described(item) for item in node.elts]
        case ast.Dict():
            return {"pairs": [[described(key), described(value)] for key, value in zip(node.keys, node.values)]}
        case ast.Call(func=ast.Name(id="dict")):
            return {"pairs": [[{"word": word.arg}, described(word.value)] for word in node.keywords]}
        case ast.Call():
            return function(node)
        case ast.Lambda():
            return f"{node.args.args[0].arg} -> {arithmetic(node.body)}"
        case ast.Name(id="o"):
            return None
    return arithmetic(node)


def arithmetic(node):
    """Arithmetic in the spelling of lehr."""
    return ast.unparse(node).replace("**", "^").replace("math.", "")


def function(node):
    """A call: the function's name, and the arguments with theirs where they have one."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
    arguments = [[None, described(argument)] for argument in node.args]
    arguments += [[word.arg, described(word.value)] for word in node.keywords]
    return {"function": name, "arguments": arguments}


def write(peer, version, precision, cases):
    """Writes the cases of a peer to its file."""
    rows = []
    for case in cases:
        values = [float(value) for value in case.values]
        assert all(map(math.isfinite, values)), case.call
        row = {"schedule": case.schedule, "call": case.call}
        row |= case.made or function(ast.parse(case.call, mode="eval").body)
        for key in ["lehr", "setting", "note", "metrics"]:
            if getattr(case, key):
                row[key] = getattr(case, key)
        if case.track != "lr":
            row["track"] = case.track
        if case.base is not None:
            row["base"] = case.base
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
