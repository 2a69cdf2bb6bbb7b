"""connectindex: from records of links and counts to a published connectivity index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connectindex.assumptions.methods import LeaveOut, VaryMethod, VaryWeights
    from connectindex.assumptions.noise import VaryCounts, VaryErrors, VaryLinks
    from connectindex.audit.coherence import Coherence, coherence
    from connectindex.audit.compare import Comparison, compare
    from connectindex.audit.convergence import Convergence, convergence
    from connectindex.audit.corridors import corridor_links, corridors
    from connectindex.audit.outcomes import Outcomes, outcomes
    from connectindex.audit.potential import Potential, potential
    from connectindex.audit.robustness import Robustness, robustness
    from connectindex.audit.trends import Trends, trends
    from connectindex.audit.whatif import WhatIf, what_if
    from connectindex.audit.whatif.criticality import Criticality, criticality
    from connectindex.edition.frames import edition
    from connectindex.edition.model import Edition
    from connectindex.edition.read import read_edition, world
    from connectindex.errors import ConnectIndexError, InputError, Problem
    from connectindex.export import report
    from connectindex.model.dyads import Dyads
    from connectindex.model.indicator import Indicator
    from connectindex.model.report_chapter import ReportChapter, VegaChart
    from connectindex.pipeline.build import build
    from connectindex.pipeline.result import Result

# Names are looked up when they are used, so that importing the package, and `connectindex --help`, answer at once.
_HOMES = {
    "Coherence": "connectindex.audit.coherence",
    "Criticality": "connectindex.audit.whatif.criticality",
    "Comparison": "connectindex.audit.compare",
    "ConnectIndexError": "connectindex.errors",
    "Convergence": "connectindex.audit.convergence",
    "Dyads": "connectindex.model.dyads",
    "Edition": "connectindex.edition.model",
    "Indicator": "connectindex.model.indicator",
    "InputError": "connectindex.errors",
    "Outcomes": "connectindex.audit.outcomes",
    "Potential": "connectindex.audit.potential",
    "Problem": "connectindex.errors",
    "ReportChapter": "connectindex.model.report_chapter",
    "Result": "connectindex.pipeline.result",
    "build": "connectindex.pipeline.build",
    "edition": "connectindex.edition.frames",
    "Trends": "connectindex.audit.trends",
    "coherence": "connectindex.audit.coherence",
    "compare": "connectindex.audit.compare",
    "convergence": "connectindex.audit.convergence",
    "criticality": "connectindex.audit.whatif.criticality",
    "corridor_links": "connectindex.audit.corridors",
    "corridors": "connectindex.audit.corridors",
    "outcomes": "connectindex.audit.outcomes",
    "potential": "connectindex.audit.potential",
    "robustness": "connectindex.audit.robustness",
    "LeaveOut": "connectindex.assumptions.methods",
    "Robustness": "connectindex.audit.robustness",
    "VaryCounts": "connectindex.assumptions.noise",
    "VaryErrors": "connectindex.assumptions.noise",
    "VaryLinks": "connectindex.assumptions.noise",
    "VaryMethod": "connectindex.assumptions.methods",
    "VaryWeights": "connectindex.assumptions.methods",
    "VegaChart": "connectindex.model.report_chapter",
    "WhatIf": "connectindex.audit.whatif",
    "read_edition": "connectindex.edition.read",
    "report": "connectindex.export",
    "trends": "connectindex.audit.trends",
    "what_if": "connectindex.audit.whatif",
    "world": "connectindex.edition.read",
}

__all__ = [
    "Coherence",
    "Comparison",
    "ConnectIndexError",
    "Convergence",
    "Criticality",
    "Dyads",
    "Edition",
    "Indicator",
    "InputError",
    "LeaveOut",
    "Outcomes",
    "Potential",
    "Problem",
    "ReportChapter",
    "Result",
    "Robustness",
    "Trends",
    "VaryCounts",
    "VaryErrors",
    "VaryLinks",
    "VaryMethod",
    "VaryWeights",
    "VegaChart",
    "WhatIf",
    "build",
    "coherence",
    "compare",
    "convergence",
    "corridor_links",
    "corridors",
    "criticality",
    "edition",
    "outcomes",
    "potential",
    "read_edition",
    "report",
    "robustness",
    "trends",
    "what_if",
    "world",
]


def incomplete() -> str:
    """Say why this package cannot work; empty where it can.

    Three of its folders are symbolic links in a checkout, which git writes as small files where it may not make links.
    """
    if not Path(__file__).with_name("indicators").is_file():
        return ""
    return (
        "connectindex: this checkout has no symbolic links, so parts of the package are missing. On Windows turn on "
        "developer mode, then: git config core.symlinks true && git checkout -- connectindex; or install the wheel"
    )


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'connectindex' has no attribute {name!r}")
    if lacking := incomplete():
        raise ImportError(lacking)
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
