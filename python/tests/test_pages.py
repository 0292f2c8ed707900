"""The code of the pages and of the docstrings runs."""

import doctest
import importlib
import importlib.util
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "docs" / "python" / "four-questions.md"
PAGES = [ROOT / "README.md", ROOT / "python" / "README.md", QUESTIONS]
FRAMEWORKS = sorted(set(QUESTIONS.parent.glob("*.md")) - {QUESTIONS})


# A page shows what there is, and not a schedule without findings.
@pytest.mark.filterwarnings("ignore::lehr.FindingWarning")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_runs(page):
    pytest.importorskip("torch")
    exec(compile(code(page), str(page), "exec"), {"__name__": "page"})


# A process for each: frameworks take seconds to import, and change what they import.
@pytest.mark.parametrize("page", FRAMEWORKS, ids=lambda page: page.stem)
def test_the_page_of_a_framework_runs(page, tmp_path):
    if importlib.util.find_spec(page.stem) is None:
        pytest.skip(f"{page.stem} is not installed: its page is not run")
    command = [sys.executable, "-c", code(page)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]


@pytest.mark.parametrize("page", FRAMEWORKS, ids=lambda page: page.stem)
def test_the_page_of_a_framework_is_linked(page):
    assert f"../docs/python/{page.name}" in (ROOT / "python" / "README.md").read_text()


def code(page):
    blocks = re.findall(r"^```python\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
    assert blocks
    return "\n".join(blocks)


PACKAGE = ROOT / "python" / "lehr"
# Those of the compiled part are found where its classes are from, in `lehr`.
EXAMPLES = {
    ".".join(["lehr", *path.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if ">>> " in path.read_text()
}


@pytest.mark.filterwarnings("ignore::lehr.FindingWarning", "ignore:.*:UserWarning")
@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_examples_of_a_module_are_right(name):
    try:
        module = importlib.import_module(name)
    except ImportError as missing:
        pytest.skip(str(missing))
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


def test_the_examples_of_the_compiled_part_are_found():
    import lehr

    with_examples = {test.name for test in doctest.DocTestFinder().find(lehr) if test.examples}
    assert {"lehr", "lehr.Schedule", "lehr.Program", "lehr.Program.length_of", "lehr.Fix.apply"} <= with_examples
