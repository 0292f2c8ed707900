"""The code of the pages and of the docstrings runs."""

import doctest
import importlib
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "python" / "README.md", *sorted((ROOT / "docs" / "python").glob("*.md"))]


# A page shows what there is, and not a schedule without findings.
@pytest.mark.filterwarnings("ignore::lehr.FindingWarning")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_runs(page):
    pytest.importorskip("torch")
    blocks = re.findall(r"^```python\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
    assert blocks
    exec(compile("\n".join(blocks), str(page), "exec"), {"__name__": "page"})


@pytest.mark.parametrize("name", ["lehr", "lehr._load", "lehr.torch", "lehr.lightning", "lehr.ignite", "lehr.skorch"])
def test_the_examples_of_a_module_are_right(name):
    if name not in ("lehr", "lehr._load"):
        pytest.importorskip(name.split(".")[1])
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted and not result.failed
