"""What a wheel holds beside the extension: the native program, and what JupyterLab loads."""

import importlib.metadata
import importlib.util
import json
import pathlib
import subprocess
import sysconfig
import tomllib

import pytest

from lehr import _jupyter

HERE = pathlib.Path(__file__).resolve().parent.parent


@pytest.fixture
def data(monkeypatch, tmp_path):
    """The data of a wheel for which cargo has built a program."""
    pytest.importorskip("maturin")
    spec = importlib.util.spec_from_file_location("native", HERE / "backend" / "native.py")
    native = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(native)
    program = tmp_path / "target" / native._NAME
    program.parent.mkdir()
    program.write_bytes(b"the program")
    said = [{"reason": "compiler-artifact", "executable": None}, {"executable": str(program)}]
    built = subprocess.CompletedProcess([], 0, "".join(json.dumps(line) + "\n" for line in said))
    monkeypatch.setattr(native.subprocess, "run", lambda command, **options: built)
    monkeypatch.setattr(native, "_DATA", tmp_path / "lehr.data")
    monkeypatch.setattr(native, "_SCRIPTS", tmp_path / "lehr.data" / "scripts")
    native._build_program()
    return tmp_path / "lehr.data", native._NAME


def test_a_wheel_holds_the_program(data):
    folder, name = data
    assert [file.name for file in (folder / "scripts").iterdir()] == [name]
    assert (folder / "scripts" / name).read_bytes() == b"the program"


def test_a_wheel_holds_what_jupyterlab_loads(data):
    extension = data[0] / "data" / "share" / "jupyter" / "labextensions" / "lehr"
    package = json.loads((extension / "package.json").read_text())
    assert package["name"] == extension.name
    assert (extension / package["jupyterlab"]["_build"]["load"]).is_file()
    files = {file.relative_to(extension) for file in extension.rglob("*") if file.is_file()}
    assert files == {file.relative_to(HERE / "jupyter") for file in (HERE / "jupyter").rglob("*") if file.is_file()}
    with open(HERE.parent / "Cargo.toml", "rb") as manifest:
        assert package["version"] == tomllib.load(manifest)["workspace"]["package"]["version"]


@pytest.mark.parametrize("name", ["LICENSE-APACHE", "LICENSE-MIT"])
def test_a_wheel_holds_the_licences(name):
    held = [file for file in importlib.metadata.files("lehr") if file.name == name]
    assert [file.read_text() for file in held] == [(HERE.parent / name).read_text()]


def test_maturin_takes_the_folder():
    with open(HERE / "pyproject.toml", "rb") as manifest:
        assert tomllib.load(manifest)["tool"]["maturin"]["data"] == "lehr.data"


def test_jupyterlab_starts_the_program_beside_this_python(data, monkeypatch):
    folder, name = data
    monkeypatch.setattr(sysconfig, "get_path", lambda *_: str(folder / "scripts"))
    assert _jupyter.servers(None)["lehr"]["argv"] == [str(folder / "scripts" / name), "server"]
