"""Where the files are that travel with the program: the migrations and the samples."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def data(name: str) -> Path:
    """The folder or file `name` ("db/migrations", "samples"): in the installed package, else in the checkout.

    Both ways are needed: an editable install does not link what the wheel is forced to include.
    """
    installed = _PACKAGE / "_data" / name
    return installed if installed.exists() else _PACKAGE.parent / name
