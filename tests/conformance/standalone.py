"""Files of a library run by themselves: the library unpacked, and what a file imports stood in for."""

import subprocess
import sys
import tarfile
import types
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / "target" / "peers"
PINS = dict(line.split("==") for line in (HERE / "standalone.txt").read_text().split("\n") if "==" in line)


def archive(package):
    """The distribution of a pinned package, from PyPI."""
    prefix = f"{package.replace('-', '_')}-{PINS[package]}"
    found = [path for path in CACHE.glob("*") if path.name.replace("-", "_").startswith(prefix.replace("-", "_"))]
    if not found:
        CACHE.mkdir(parents=True, exist_ok=True)
        wanted = f"{package}=={PINS[package]}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(CACHE), wanted]
        subprocess.run(command, check=True)
        return archive(package)
    return found[0]


def source(package, member):
    """The text of a file of a package."""
    path = archive(package)
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as file:
            return file.read(member).decode()
    with tarfile.open(path) as file:
        names = [name for name in file.getnames() if name.endswith("/" + member)]
        return file.extractfile(names[0]).read().decode()


def stand_in(**modules):
    """Modules with no more in them than what is needed."""
    for name, members in modules.items():
        name = name.replace("__", ".")
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            sys.modules.setdefault(".".join(parts[:end]), types.ModuleType(".".join(parts[:end])))
        for key, value in members.items():
            setattr(sys.modules[name], key, value)


def load(package, member, name):
    """Runs a file of a package as a module of a name."""
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(source(package, member), member, "exec"), module.__dict__)
    return module
