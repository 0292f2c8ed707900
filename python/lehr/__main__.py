"""``python -m lehr``: the program, which comes in the same wheel."""

import os
import shutil
import subprocess
import sys
import sysconfig


def program() -> str | None:
    """The path of the program: beside this Python, or on the path."""
    name = "lehr.exe" if os.name == "nt" else "lehr"
    folders = [sysconfig.get_path("scripts")]
    if hasattr(sysconfig, "get_preferred_scheme"):
        folders.append(sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user")))
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    return shutil.which(name)


def main() -> None:
    path = program()
    if path is None:
        sys.exit("lehr: the program is not installed: `pip install` the package, or build it with cargo")
    arguments = [path, *sys.argv[1:]]
    if os.name == "nt":
        sys.exit(subprocess.call(arguments))
    sys.stdout.flush()
    os.execv(path, arguments)


if __name__ == "__main__":
    main()
