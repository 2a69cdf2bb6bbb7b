"""Dossier: what the audits of a result say, each asked once, for tables and report alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from connectindex.audit.coherence import coherence
from connectindex.audit.corridors import corridor_links, corridors
from connectindex.audit.potential import potential
from connectindex.audit.quality import quality

if TYPE_CHECKING:
    from pandas import DataFrame

    from connectindex.audit.coherence import Coherence
    from connectindex.audit.potential import Potential
    from connectindex.audit.quality import Quality
    from connectindex.audit.robustness import Robustness
    from connectindex.pipeline.result import Result


@dataclass(frozen=True, eq=False)
class Dossier:
    """A result with its audits, each computed once.

    Parameters
    ----------
    result
        From `connectindex.build`.
    robustness
        From `connectindex.robustness`; None: not audited.

    Examples
    --------
    >>> import connectindex as ci
    >>> dossier = Dossier(ci.build(ci.world()))
    >>> dossier.coherence is dossier.coherence
    True
    """

    result: Result
    robustness: Robustness | None = None

    @classmethod
    def of(cls, source: Result | Dossier, robustness: Robustness | None = None) -> Dossier:
        """Make the dossier of a result, or return one as it is."""
        return source if isinstance(source, Dossier) else cls(source, robustness)

    @cached_property
    def coherence(self) -> Coherence:
        """Compute the statistical coherence of the groups, in the last year."""
        return coherence(self.result)

    @cached_property
    def quality(self) -> Quality:
        """Tabulate what the figures of the last year rest on."""
        return quality(self.result)

    @cached_property
    def potential(self) -> Potential | None:
        """Compare links with gravity models; None where the edition sets none."""
        return potential(self.result) if self.result.edition.potential else None

    @cached_property
    def corridors(self) -> DataFrame | None:
        """Compute corridors as `connectindex.corridors` does; None where the edition names none."""
        return corridors(self.result) if self.result.edition.corridors else None

    @cached_property
    def corridor_links(self) -> DataFrame | None:
        """List the links between the units of corridors."""
        return corridor_links(self.result) if self.result.edition.corridors else None
