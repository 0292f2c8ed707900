"""The stubs are right, and whoever checks types gets all of them."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
CONFIG = HERE.parent / "pyproject.toml"


# Those that stand on a framework have the types of their framework.
PUBLIC = ("lehr.Error", "lehr.FindingWarning", "lehr.check", "lehr.compile", "lehr.load", "lehr._", "lehr.lightning", "lehr.torch.")


def run(*command):
    # Pyright looks into the packages of the Python that is first on the path.
    path = {"PATH": os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]])}
    command = [sys.executable, "-m", *map(str, command)]
    return subprocess.run(command, cwd=HERE, env={**os.environ, **path}, capture_output=True, text=True)


def check(*command):
    done = run(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_stubs_say_what_the_compiled_part_has(tmp_path):
    pytest.importorskip("mypy")
    allowed = tmp_path / "allowed"
    # A type says by a slot that it has it, which is not to be seen from Python.
    allowed.write_text("lehr._lehr.Program.__getattr__\n")
    check("mypy.stubtest", "lehr._lehr", "--mypy-config-file", CONFIG, "--allowlist", allowed)


def test_mypy_takes_a_training_loop():
    pytest.importorskip("mypy")
    check("mypy", "--config-file", CONFIG, "--python-executable", sys.executable, HERE / "typed_loop.py")


def test_pyright_takes_a_training_loop():
    pytest.importorskip("pyright")
    check("pyright", HERE / "typed_loop.py")


def test_all_that_is_public_has_a_type():
    pytest.importorskip("pyright")
    done = run("pyright", "--verifytypes", "lehr", "--ignoreexternal", "--outputjson")
    symbols = json.loads(done.stdout)["typeCompleteness"]["symbols"]
    symbols = {symbol["name"]: symbol for symbol in symbols if symbol["name"].startswith(PUBLIC)}
    assert {"lehr.compile", "lehr.torch._scheduler.Scheduler.observe"} <= set(symbols)
    assert [symbol for symbol in symbols.values() if not symbol["isTypeKnown"] or symbol["isTypeAmbiguous"]] == []
