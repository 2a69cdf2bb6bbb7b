"""Kept: what a build of a served edition takes over from the one before, because all that it is made from is equal.

A step is given an edition that holds nothing but what is compared: it cannot depend on anything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from connectindex.assumptions.methods import RobustnessSettings
from connectindex.audit.coherence import coherence
from connectindex.audit.corridors import links_of_years, scored_corridors
from connectindex.audit.dossier import Dossier
from connectindex.audit.potential import expected
from connectindex.audit.robustness import robustness
from connectindex.edition.model import About, Methods, ReportSettings
from connectindex.edition.texts import Texts
from connectindex.model.sources import Sources
from connectindex.model.tree import Node
from connectindex.pipeline.build import built
from connectindex.pipeline.measure import measure
from connectindex.serving.same import same

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectindex.audit.coherence import Coherence
    from connectindex.edition.model import Edition
    from connectindex.pipeline.measure import Measured
    from connectindex.pipeline.result import Result


MOST_AT_ONCE = 200_000  # draws x units x years whose robustness is not waited for


@dataclass(slots=True)
class Step:
    """A step of a build: its last inputs, and what it made of them."""

    inputs: Any = None
    made: Any = None

    def knows(self, inputs: Any) -> bool:
        """Tell whether it was made of inputs that equal these."""
        return self.inputs is not None and same(self.inputs, inputs)

    def of(self, inputs: Any, make: Callable[[Any], Any]) -> Any:
        """Return what was made, if these inputs are equal to the last ones; else make it."""
        if not self.knows(inputs):
            self.inputs = self.made = None  # if it cannot be made, nothing is kept
            self.made = make(inputs)
            self.inputs = inputs
        return self.made


@dataclass(frozen=True, slots=True)
class Kept:
    """The steps of a build that take longest."""

    _measured: Step = field(default_factory=Step)
    _result: Step = field(default_factory=Step)
    _robustness: Step = field(default_factory=Step)
    _coherence: Step = field(default_factory=Step)
    _potential: Step = field(default_factory=Step)
    _corridor_links: Step = field(default_factory=Step)
    _corridors: Step = field(default_factory=Step)
    _edition: Step = field(default_factory=Step)

    def dossier(self, edition: Edition, *, soon: bool = False) -> Dossier:
        """Build an edition, and make the dossier of the result, as a build from nothing does.

        Parameters
        ----------
        soon
            Whether the dossier may come without robustness, as one that is pending, where this takes long.
        """
        if edition.link_sources:  # their records lie elsewhere, and may change where nothing here does
            return _made_anew(edition)
        edition = self._recognised(edition)
        figures = _figures(edition)
        observed = _observed(figures)
        measured: Measured = self._measured.of(observed, measure)
        result: Result = self._result.of(figures, lambda e: built(replace(measured, edition=e)))
        asked = bool(edition.robustness.vary)
        pending = asked and soon and _takes_long(edition) and not self._robustness.knows(figures)
        audit = self._robustness.of(figures, lambda _: robustness(result)) if asked and not pending else None
        named = replace(figures, tree=edition.tree)
        known: dict[str, Any] = {}
        if not pending:  # the audit comes as a whole
            known["coherence"] = self._coherence.of(named, lambda e: _coherence(result, e))
        if edition.potential:
            modelled = replace(observed, potential=edition.potential)
            last = edition.about.years[-1]
            known["potential"] = self._potential.of(modelled, lambda e: expected(e, measured.network[last]))
        if edition.corridors:
            joined = replace(observed, corridors=edition.corridors)
            links = self._corridor_links.of(joined, lambda e: links_of_years(e.corridors, measured.network))
            scored = replace(figures, corridors=edition.corridors)
            known["corridors"] = self._corridors.of(scored, lambda e: scored_corridors(_of_edition(result, e), links))
        return Dossier(_of_edition(result, edition), audit, pending, known)

    def _recognised(self, edition: Edition) -> Edition:
        """The edition with the parts of the last one that equal its own: all steps then compare them at once."""
        last, names = self._edition.made, [f.name for f in fields(edition)]
        equal = [n for n in names if last is not None and same(getattr(last, n), getattr(edition, n))]
        recognised = replace(edition, **{n: getattr(last, n) for n in equal})
        self._edition.made = recognised
        return recognised


def _takes_long(edition: Edition) -> bool:
    return edition.robustness.draws * len(edition.units.codes) * len(edition.about.years) > MOST_AT_ONCE


def _made_anew(edition: Edition) -> Dossier:
    result = built(measure(edition))
    return Dossier(result, robustness(result) if edition.robustness.vary else None)


def _coherence(result: Result, edition: Edition) -> Coherence:
    return coherence(_of_edition(result, edition))


def _of_edition(result: Result, edition: Edition) -> Result:
    return replace(result, edition=edition, measured=replace(result.measured, edition=edition))


def _figures(edition: Edition) -> Edition:
    """What scores and their robustness depend on: the edition without its words, but for names."""
    return replace(
        edition,
        about=About("", "", edition.about.years, max_age=edition.about.max_age),
        sources=Sources(edition.sources.table.iloc[:0]),
        indicators={k: replace(i, definition="", source="", bias="") for k, i in edition.indicators.items()},
        tree=replace(edition.tree, name="", definition="", short=""),
        report=ReportSettings(),
        responses={},
        potential={},
        corridors={},
        projects=None,
        texts=Texts(),
        folder=None,
        inputs={},
        warnings=(),
        readings=(),
        origin=None,
    )


def _observed(figures: Edition) -> Edition:
    """What measuring depends on: links, values, units, indicators and years."""
    tree = Node(figures.tree.id, "", 1.0, ())
    return replace(figures, tree=tree, methods=Methods(), robustness=RobustnessSettings())
