"""connectindex: from records of links and counts to a published connectivity index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connectindex.audit.coherence import Coherence, coherence
    from connectindex.audit.robustness import Robustness, robustness
    from connectindex.edition.model import Edition
    from connectindex.edition.read import read_edition, world
    from connectindex.errors import ConnectIndexError, InputError, Problem
    from connectindex.export import report
    from connectindex.index import Result, build
    from connectindex.model.dyads import Dyads
    from connectindex.model.indicator import Indicator
    from connectindex.stages.assumptions import LeaveOut, VaryMethod, VaryWeights

# Names are looked up when they are used, so that importing the package, and `connectindex --help`, answer at once.
_HOMES = {
    "Coherence": "connectindex.audit.coherence",
    "ConnectIndexError": "connectindex.errors",
    "Dyads": "connectindex.model.dyads",
    "Edition": "connectindex.edition.model",
    "Indicator": "connectindex.model.indicator",
    "InputError": "connectindex.errors",
    "Problem": "connectindex.errors",
    "Result": "connectindex.index",
    "build": "connectindex.index",
    "coherence": "connectindex.audit.coherence",
    "robustness": "connectindex.audit.robustness",
    "LeaveOut": "connectindex.stages.assumptions",
    "Robustness": "connectindex.audit.robustness",
    "VaryMethod": "connectindex.stages.assumptions",
    "VaryWeights": "connectindex.stages.assumptions",
    "read_edition": "connectindex.edition.read",
    "report": "connectindex.export",
    "world": "connectindex.edition.read",
}

__all__ = [
    "Coherence",
    "ConnectIndexError",
    "Dyads",
    "Edition",
    "Indicator",
    "InputError",
    "LeaveOut",
    "Problem",
    "Result",
    "Robustness",
    "VaryMethod",
    "VaryWeights",
    "build",
    "coherence",
    "read_edition",
    "report",
    "robustness",
    "world",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'connectindex' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
