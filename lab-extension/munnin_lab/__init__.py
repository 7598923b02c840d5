"""Munnin's panel and figures for JupyterLab: a prebuilt extension, no Python of its own."""


def _jupyter_labextension_paths():
    return [{"src": "labextension", "dest": "munnin-lab"}]
