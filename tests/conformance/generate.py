"""Takes the numbers of every peer from the libraries themselves, at the versions of
requirements.txt and standalone.txt, and writes them beside the calls.

    python -m venv v && v/bin/pip install -r tests/conformance/requirements.txt
    v/bin/python tests/conformance/generate.py [PEER...]
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

if __name__ == "__main__":
    wanted = sys.argv[1:] or sorted(path.name.removesuffix("_cases.py") for path in HERE.glob("*_cases.py"))
    for peer in wanted:
        # Each by itself: some stand in for modules that others import.
        environment = os.environ | {"JAX_PLATFORMS": "cpu", "PYTHONWARNINGS": "ignore"}
        subprocess.run([sys.executable, HERE / f"{peer}_cases.py"], check=True, env=environment)
