"""Optional packages: what each extra of the package is for, and one line where it is not installed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from connectindex.errors import InputError, Problem

# module that is imported: name of its distribution, by extra
EXTRAS: Final = {
    "report": {
        "altair": "altair",
        "vl_convert": "vl-convert-python",
        "shapely": "shapely",
        "weasyprint": "weasyprint",
        "latex2mathml": "latex2mathml",
        "ziamath": "ziamath",
    },
    "plot": {"altair": "altair", "vl_convert": "vl-convert-python"},
    "serve": {"watchfiles": "watchfiles"},
}


def lacking(extra: str) -> str:
    """Say in a line which packages of an extra are not installed, and how to install them; empty where all are.

    Raises
    ------
    KeyError
        There is no such extra.

    Examples
    --------
    >>> lacking("report")
    ''
    """
    names = [name for module, name in EXTRAS[extra].items() if find_spec(module) is None]
    if not names:
        return ""
    return f"not installed: {', '.join(names)}; to install: pip install 'connectindex[{extra}]'"


def require(extra: str, purpose: str) -> None:
    """Require the packages of an extra.

    Raises
    ------
    InputError
        One of them is not installed; `purpose` says what needs it.
    """
    if lack := lacking(extra):
        raise InputError([Problem(purpose, f"needs the extra packages “{extra}”", "", lack)])
