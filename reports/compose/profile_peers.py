"""A unit among its peers of every kind at once, and what is unusual about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from connectindex.model.tree import ROOT
from connectindex.model.units import YES
from connectindex.model.values import ESTIMATED, REPORTED
from connectindex.model.words import message
from connectindex.reports import sentences
from connectindex.reports.chapters import PeerRow
from connectindex.reports.compose.facts import FEWEST_PEERS

if TYPE_CHECKING:
    from connectindex.reports.compose.facts import Facts

MOST_GROUPS = 3
FAR = 1 / 3  # of all ranks: an indicator that differs so much from the index is named
RARE = 0.1  # a gap between pillars as wide in so few others is named
GEOGRAPHY = message("Geography")
PLACES = (("landlocked", message("Landlocked")), ("island", message("Island")), ("", message("Coastal")))


@dataclass(frozen=True, eq=False)
class PeerGroups:
    """The groups of all ranked units, computed once."""

    facts: Facts

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """By printed name of the grouping: label of each ranked unit."""
        facts, language = self.facts, self.facts.language
        columns = facts.label_groups[:MOST_GROUPS]
        made = {sentences.group_name(language, c): {u: facts.group(c)[u] for u in facts.ranked} for c in columns}
        table = facts.edition.units.table
        known = [(c, name) for c, name in PLACES if c in facts.edition.units.groups]
        if known:
            coastal = language(PLACES[-1][1])
            made[language(GEOGRAPHY)] = {
                u: next((language(name) for c, name in known if table[c][u] == YES), coastal) for u in facts.ranked
            }
        return made

    @cached_property
    def members(self) -> dict[tuple[str, str], list[str]]:
        """Ranked units by grouping and label, the first one first."""
        made: dict[tuple[str, str], list[str]] = {}
        for grouping, labels in self.labels.items():
            for unit, label in labels.items():
                if label:
                    made.setdefault((grouping, label), []).append(unit)
        return made

    @cached_property
    def gaps(self) -> dict[str, int]:
        """Places between the best and the last pillar of each unit that is ranked on two or more."""
        made = {}
        for unit in self.facts.ranked:
            places = [p for n in self.facts.pillars if (p := self.facts.score(n.id, unit).place) is not None]
            if len(places) > 1:
                made[unit] = max(places) - min(places)
        return made

    @cached_property
    def medians(self) -> dict[tuple[str, str], str]:
        """Median score on the index of each group with enough members, as printed."""
        facts, scores = self.facts, self.facts.scores[ROOT]
        enough = {key: units for key, units in self.members.items() if len(units) >= FEWEST_PEERS}
        return {key: facts.axis.text(float(scores.reindex(units).median())) for key, units in enough.items()}

    def rows(self, unit: str) -> tuple[PeerRow, ...]:
        """Each group of the unit with enough members: its median, and the unit's rank in it."""
        facts, language = self.facts, self.facts.language
        rows = []
        for grouping, labels in self.labels.items():
            peers = self.members.get((grouping, labels[unit]), [])
            if len(peers) < FEWEST_PEERS:
                continue
            place_in_index = facts.score(ROOT, unit).place or 0
            ahead = sum((facts.score(ROOT, p).place or 0) < place_in_index for p in peers)
            rows.append(
                PeerRow(
                    grouping,
                    labels[unit],
                    self.medians[grouping, labels[unit]],
                    language("{rank} of {count}", rank=language.decimal(ahead + 1, 0), count=len(peers)),
                )
            )
        return tuple(rows)

    def unusual(self, unit: str) -> str:
        """What is unusual: a gap between pillars that few have, an indicator far from the rank on the index."""
        return self.facts.language.together(self._gap(unit), self._indicator(unit))

    def _gap(self, unit: str) -> str:
        gap, language = self.gaps.get(unit, 0), self.facts.language
        wider = sum(g >= gap for u, g in self.gaps.items() if u != unit)
        if not gap or len(self.gaps) < len(PLACES) * FEWEST_PEERS or wider > RARE * (len(self.gaps) - 1):
            return ""
        return language.plural(
            "The gap between these ranks, {gap} places, is matched or exceeded by {number} other.",
            "The gap between these ranks, {gap} places, is matched or exceeded by {number} others.",
            wider,
            gap=language.decimal(gap, 0),
        )

    def _indicator(self, unit: str) -> str:
        """The observed indicator whose rank is farthest from the rank on the index."""
        facts, language = self.facts, self.facts.language
        place_in_index, total = facts.score(ROOT, unit).place, len(facts.ranked)
        far = {
            i: place - place_in_index
            for i in facts.edition.indicators
            if i in facts.by_indicator
            and place_in_index is not None
            and (place := facts.score(i, unit).place) is not None
            and facts.origins[unit, i]["origin"] in (REPORTED, ESTIMATED)
        }
        widest = max(far, key=lambda i: (abs(far[i]), i), default="")
        if not widest or abs(far[widest]) < FAR * total:
            return ""
        values = {"indicator": facts.name_of(widest), "rank": facts.score(widest, unit).rank}
        if far[widest] < 0:
            return language("Its rank on “{indicator}” ({rank}) is far above its overall rank.", **values)
        return language("Its rank on “{indicator}” ({rank}) is far below its overall rank.", **values)
