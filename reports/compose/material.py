"""Material: what the sections of a report are composed from, each part computed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from connectindex.model.tree import ROOT
from connectindex.reports.compose import certainty, front, groups, maps, ranking
from connectindex.reports.compose.changes import Changes
from connectindex.reports.compose.links import Links

if TYPE_CHECKING:
    from connectindex.audit.compare import Comparison
    from connectindex.audit.whatif import WhatIf
    from connectindex.audit.whatif.criticality import Criticality
    from connectindex.reports.annexes import Reading
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.document import GroupTable
    from connectindex.reports.figures import WorldMap
    from connectindex.reports.unranked import Unranked


@dataclass(frozen=True, eq=False)
class Material:
    """The facts of a result, and what several sections ask of them.

    Parameters
    ----------
    facts
        Of the result and its robustness.
    compared, what_if, critical
        The audits that have a section of their own; None where they were not made.
    """

    facts: Facts
    compared: Comparison | None = None
    what_if: WhatIf | None = None
    critical: Criticality | None = None

    @cached_property
    def links(self) -> Links:
        """Links between units."""
        return Links(self.facts)

    @cached_property
    def changes(self) -> Changes:
        """Changes between the years of a panel."""
        return Changes(self.facts)

    @cached_property
    def tiers(self) -> dict[str, str]:
        """Tier of each ranked unit; empty without robustness."""
        return {} if self.facts.many else certainty.tiers(self.facts)

    @cached_property
    def map(self) -> WorldMap | None:
        """The map; None where the units have no outlines."""
        return maps.world_map(self.facts)

    @cached_property
    def reading(self) -> Reading:
        """How to read the report."""
        return front.reading(self.facts, mapped=self.map is not None)

    @cached_property
    def pillars(self) -> tuple[str, ...]:
        """Ids of the nodes right below the index."""
        return tuple(p.id for p in self.facts.pillars)

    @cached_property
    def groups(self) -> tuple[GroupTable, ...]:
        """Averages of the index and its pillars, a table a group column."""
        return tuple(groups.table(self.facts, g, ROOT, self.pillars) for g in self.facts.label_groups)

    @cached_property
    def unranked(self) -> tuple[Unranked, ...]:
        """Units without a rank."""
        return ranking.unranked(self.facts, self.links)
