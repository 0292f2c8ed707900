"""The language server for JupyterLab: jupyter-lsp finds it where this package is installed."""

from lehr.__main__ import program


def servers(_manager):
    """Returns the servers of this package, by their names: the program beside this Python, whatever is in PATH."""
    return {
        "lehr": {
            "version": 2,
            "argv": [program() or "lehr", "server"],
            "languages": ["lehr", "python"],
            "mime_types": ["text/x-lehr", "text/x-python"],
            "display_name": "lehr",
        }
    }
