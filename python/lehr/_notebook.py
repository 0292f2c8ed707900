"""``%%lehr name``: a cell in the language."""

import shlex
import sys

import lehr


def register(ipython):
    """Adds the magic to a shell."""
    ipython.register_magic_function(cell, magic_kind="cell", magic_name="lehr")


def cell(line, text):
    """Compiles the cell and keeps the program under the name; further words are parameters, ``batch=512``."""
    name, *settings = shlex.split(line) or ["program"]
    if not name.isidentifier():
        raise ValueError(f"`{name}` is not a name to keep the program under")
    given = dict(setting.split("=", 1) for setting in settings)
    own = {key: given.pop(key) for key in ("run", "base", "epoch") if key in given}
    program = lehr.compile(text, name=f"<{name}>", set=given, **own)
    shell = sys.modules["IPython"].get_ipython()
    shell.user_ns[name] = program
    return program
