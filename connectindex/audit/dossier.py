"""Dossier: the analyses of a result, each computed once, for tables and report."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from connectindex.audit.censuses import censuses
from connectindex.audit.coherence import coherence
from connectindex.audit.convergence import convergence
from connectindex.audit.corridors import corridor_links, corridors
from connectindex.audit.outcomes import outcomes
from connectindex.audit.potential import potential
from connectindex.audit.quality import quality
from connectindex.audit.trends import trends
from connectindex.errors import InputError
from connectindex.model.display import Brief

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame

    from connectindex.audit.coherence import Coherence
    from connectindex.audit.convergence import Convergence
    from connectindex.audit.outcomes import Outcomes
    from connectindex.audit.potential import Potential
    from connectindex.audit.quality import Quality
    from connectindex.audit.robustness import Robustness
    from connectindex.audit.trends import Trends
    from connectindex.pipeline.result import Result


@dataclass(frozen=True, eq=False, repr=False)
class Dossier(Brief):
    """A result with its audits, each computed once.

    Parameters
    ----------
    result
        From `connectindex.build`.
    robustness
        From `connectindex.robustness`; None: not audited.
    pending
        Whether robustness is being computed: the report says so.
    known
        Analyses of this result that were made before, by name: ``coherence``, ``potential``, ``corridors``.
    in_languages
        By language of a report, the same with the names of that language.

    Examples
    --------
    >>> import connectindex as ci
    >>> dossier = Dossier(ci.build(ci.world()))
    >>> dossier.coherence is dossier.coherence
    True
    """

    result: Result
    robustness: Robustness | None = None
    pending: bool = False
    known: Mapping[str, Any] = field(default_factory=dict)
    in_languages: dict[Any, Dossier] = field(default_factory=dict, init=False, repr=False)
    _convergence: dict[str, Convergence | None] = field(default_factory=dict, init=False, repr=False)
    _outcomes: dict[str, Outcomes | None] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, source: Result | Dossier, robustness: Robustness | None = None) -> Dossier:
        """Make the dossier of a result, or return one as it is."""
        return source if isinstance(source, Dossier) else cls(source, robustness)

    def in_words_of(self, result: Result) -> Dossier:
        """Return the dossier of the same result with other names; analyses that hold none of them are kept."""
        return Dossier(result, self.robustness, self.pending, {"potential": self.potential})

    @cached_property
    def coherence(self) -> Coherence:
        """Compute the statistical coherence of the groups, in the last year."""
        known: Coherence | None = self.known.get("coherence")
        return known or coherence(self.result)

    @cached_property
    def censuses(self) -> DataFrame:
        """Count the links of each year that one source has recorded."""
        return censuses(self.result.edition)

    @cached_property
    def quality(self) -> Quality:
        """Tabulate what the figures of the last year rest on."""
        return quality(self.result)

    @cached_property
    def trends(self) -> Trends:
        """Fit the trend of every unit's score over the years."""
        return trends(self.result)

    def convergence(self, group: str = "") -> Convergence | None:
        """Compute convergence of scores, between the groups of a column; None where too few units or years allow it."""
        if group not in self._convergence:
            try:
                self._convergence[group] = convergence(self.result, group=group or None)
            except InputError:
                self._convergence[group] = None
        return self._convergence[group]

    def outcomes(self, variable: str) -> Outcomes | None:
        """Compare scores with an outcome; None where too few units have it, or all have the same."""
        if variable not in self._outcomes:
            try:
                self._outcomes[variable] = outcomes(self.result, variable)
            except InputError:
                self._outcomes[variable] = None
        return self._outcomes[variable]

    @cached_property
    def potential(self) -> Potential | None:
        """Compare links with gravity models; None where the edition sets none."""
        known: Potential | None = self.known.get("potential")
        return known or (potential(self.result) if self.result.edition.potential else None)

    @cached_property
    def corridors(self) -> DataFrame | None:
        """Compute corridors as `connectindex.corridors` does; None where the edition names none."""
        known: DataFrame | None = self.known.get("corridors")
        return corridors(self.result) if known is None and self.result.edition.corridors else known

    @cached_property
    def corridor_links(self) -> DataFrame | None:
        """List the links between the units of corridors."""
        return corridor_links(self.result) if self.result.edition.corridors else None
