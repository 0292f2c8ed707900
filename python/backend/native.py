"""Builds wheels that hold the native program beside the extension: maturin builds either, not both.

The program, and what JupyterLab loads, go to the folder that maturin takes for the data of a wheel; all else is maturin's.
"""

import json
import os
import pathlib
import shutil
import subprocess

import maturin
from maturin import get_requires_for_build_editable, get_requires_for_build_wheel  # noqa: F401

_HERE = pathlib.Path(__file__).resolve().parent.parent
_NAME = "lehr.exe" if os.name == "nt" else "lehr"
_DATA = _HERE / "lehr.data"
_SCRIPTS = _DATA / "scripts"


def _build_program():
    command = ["cargo", "build", "--release", "--locked", "--package", "lehr", "--bin", "lehr", "--message-format", "json"]
    built = subprocess.run(command, cwd=_HERE.parent, check=True, stdout=subprocess.PIPE, text=True).stdout
    program = next(path for path in _executables(built) if pathlib.Path(path).name == _NAME)
    _SCRIPTS.mkdir(parents=True, exist_ok=True)
    shutil.copy2(program, _SCRIPTS / _NAME)
    labextension = _DATA / "data" / "share" / "jupyter" / "labextensions" / "lehr"
    shutil.copytree(_HERE / "jupyter", labextension, dirs_exist_ok=True)


def _executables(messages):
    for line in messages.splitlines():
        executable = json.loads(line).get("executable") if line.startswith("{") else None
        if executable:
            yield executable


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    _SCRIPTS.mkdir(parents=True, exist_ok=True)
    return maturin.prepare_metadata_for_build_wheel(metadata_directory, config_settings)


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    _build_program()
    return maturin.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    _build_program()
    return maturin.build_editable(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory, config_settings=None):
    raise RuntimeError("the package is a part of a cargo workspace: wheels are built from a checkout, not from an sdist")
