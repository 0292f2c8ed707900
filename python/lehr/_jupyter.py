"""The language server for JupyterLab: jupyter-lsp finds it where this package is installed."""


def servers(_manager):
    """Returns the servers of this package, by their names."""
    return {
        "lehr": {
            "version": 2,
            "argv": ["lehr", "server"],
            "languages": ["lehr", "python"],
            "mime_types": ["text/x-lehr", "text/x-python"],
            "display_name": "lehr",
        }
    }
