"""Bilateral links by type, and the links that a gravity model predicts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.model.dyads import OPERATING
from connectindex.model.values import REPORTED
from connectindex.model.words import message
from connectindex.reports import safe
from connectindex.reports.chapters import LinkNotes
from connectindex.reports.document import PartnerRow

if TYPE_CHECKING:
    from pandas import DataFrame

    from connectindex.audit.potential import Potential
    from connectindex.model.dyads import Dyads
    from connectindex.reports.compose.facts import Facts

MOST_PARTNERS, MOST_NEIGHBOURS, MOST_EXPECTED = 4, 8, 3
BORDERS = ("land_borders", "borders", "neighbours")
LAND = 0.5
PREDICTED = message(
    "{mode}: {observed} links; the gravity model predicts {expected}, a ratio of {ratio} ({share} interval {low} to "
    "{high})."
)
PREDICTED_IN_PART = message(
    "{mode}: {observed} of {total} links are with {many} that the gravity model covers; it predicts {expected}, a "
    "ratio of {ratio} ({share} interval {low} to {high})."
)


@dataclass(frozen=True, eq=False)
class Links:
    """The operating links of the report's year, as pairs."""

    facts: Facts

    @cached_property
    def dyads(self) -> Dyads:
        """Of the report's year."""
        return self.facts.result.network[self.facts.year]

    @cached_property
    def pairs(self) -> DataFrame:
        """``unit``, ``partner``, ``mode``, ``count``: each undirected link from both ends."""
        pairs = self.dyads.pairs
        pairs = pairs[(pairs["status"] == OPERATING) & (pairs["count"] > 0) & (pairs["unit"] != pairs["partner"])]
        return pairs.groupby(["unit", "mode", "partner"])["count"].sum().reset_index()

    @cached_property
    def borders(self) -> str:
        """The mode whose links are common borders; empty where the edition has none."""
        named = [m.contiguity for m in self.facts.edition.potential.values() if m.contiguity]
        return next((m for m in (*named, *BORDERS) if m in self.dyads.modes), "")

    @cached_property
    def modes(self) -> tuple[str, ...]:
        """Modes with links, common borders left out."""
        with_links = set(self.pairs["mode"])
        return tuple(m for m in self.dyads.modes if m in with_links and m != self.borders)

    def name(self, mode: str) -> str:
        """Printed name of a mode."""
        return safe.clean(self.facts.edition.modes.get(mode, self.dyads.modes[mode]).name or mode)

    @cached_property
    def end_names(self) -> dict[str, str]:
        """Printed names of the units that links join."""
        return {str(u): safe.clean(n) for u, n in self.facts.edition.ends.names.items()}

    def unit(self, code: str) -> str:
        """Printed name of a unit or place."""
        return self.end_names[code] if code in self.end_names else safe.clean(code)

    @cached_property
    def _of_modes(self) -> dict[str, DataFrame]:
        return {str(mode): rows for mode, rows in self.pairs.groupby("mode")}

    def of_mode(self, mode: str) -> DataFrame:
        """Rows of `pairs` of one mode."""
        return self._of_modes[mode] if mode in self._of_modes else self.pairs.iloc[:0]

    @cached_property
    def _once(self) -> dict[str, DataFrame]:
        return {}

    def once(self, mode: str) -> DataFrame:
        """``one``, ``other``, ``count``: each pair once, both directions added."""
        if mode not in self._once:
            self._once[mode] = self._added(mode)
        return self._once[mode]

    def _added(self, mode: str) -> DataFrame:
        of_mode = self.of_mode(mode)
        unit, partner = (of_mode[c].to_numpy(dtype=object) for c in ("unit", "partner"))
        turned = (unit > partner).astype(bool)
        one, other = np.where(turned, partner, unit), np.where(turned, unit, partner)
        table = pd.DataFrame({"one": one, "other": other, "count": of_mode["count"].to_numpy()})
        summed = table.groupby(["one", "other"])["count"].sum().reset_index()
        # an undirected link stands twice, once from each end
        return summed if self.dyads.modes[mode].directed else summed.assign(count=summed["count"] / 2)

    @cached_property
    def totals(self) -> dict[tuple[str, str], float]:
        """Number of links by mode and unit, with all partners."""
        summed = self.pairs.groupby(["mode", "unit"])["count"].sum()
        return {(str(mode), str(unit)): float(count) for (mode, unit), count in summed.items()}

    @cached_property
    def neighbours(self) -> dict[str, list[str]]:
        """Units with a common border."""
        borders = self.pairs[self.pairs["mode"] == self.borders]
        return {str(u): sorted(map(str, p)) for u, p in borders.groupby("unit")["partner"]}

    @cached_property
    def over_land(self) -> tuple[str, ...]:
        """Modes at least half of whose linked pairs are neighbours: roads, railways, power lines."""
        touching = {(u, p) for u, adjacent in self.neighbours.items() for p in adjacent}
        chosen = []
        for mode in self.modes if touching else ():
            of_mode = self.pairs[self.pairs["mode"] == mode]
            near = sum(pair in touching for pair in zip(of_mode["unit"], of_mode["partner"], strict=True))
            if near >= LAND * len(of_mode):
                chosen.append(mode)
        return tuple(chosen)

    @cached_property
    def linked(self) -> set[tuple[str, str, str]]:
        """(mode, unit, partner) of all links."""
        return set(zip(self.pairs["mode"], self.pairs["unit"], self.pairs["partner"], strict=True))

    @cached_property
    def unknown(self) -> set[tuple[str, str]]:
        """(mode, unit) where no record does not mean no link."""
        without_status = set()
        for mode in self.over_land:
            statuses = self.dyads.of(mode).status(self.dyads.units.table.index)
            without_status |= {(mode, str(u)) for u in statuses.index[statuses != REPORTED]}
        return without_status

    @cached_property
    def partners(self) -> dict[str, tuple[PartnerRow, ...]]:
        """Links of each unit by mode, the main partners named."""
        return _partners(self)

    @cached_property
    def potential(self) -> Potential | None:
        """What gravity models expect, where the edition sets some."""
        return self.facts.dossier.potential

    @cached_property
    def unlinked(self) -> dict[tuple[str, str], list[tuple[float, str]]]:
        """By (model, unit): partners without a link where one or more was expected, the most expected first."""
        by_model: dict[tuple[str, str], list[tuple[float, str]]] = {}
        if self.potential is None:
            return by_model
        pairs = self.potential.pairs
        none = pairs[(pairs["observed"] == 0) & (pairs["expected"] >= 1)]["expected"]
        for (model, unit, partner), expected in none.items():
            by_model.setdefault((model, unit), []).append((float(expected), str(partner)))
            if not self.dyads.modes[self.facts.edition.potential[model].mode].directed:
                by_model.setdefault((model, partner), []).append((float(expected), str(unit)))
        return {k: sorted(v, key=lambda p: (-p[0], p[1])) for k, v in by_model.items()}


def _partners(links: Links) -> dict[str, tuple[PartnerRow, ...]]:
    facts, language = links.facts, links.facts.language
    summed = links.pairs.assign(name=[links.unit(str(p)) for p in links.pairs["partner"]])
    summed = summed.sort_values(["unit", "mode", "count", "name"], ascending=[True, True, False, True], kind="stable")
    rows_of: dict[str, dict[str, PartnerRow]] = {}
    for (unit, mode), rows in summed.groupby(["unit", "mode"], sort=False):
        if str(unit) not in facts.pages or mode == links.borders:
            continue
        counts = rows["count"].tolist()
        names = rows["name"].tolist()[:MOST_PARTNERS]
        # where every partner has as many links, there is none that has the most
        differ = len(counts) > 1 and max(counts) > min(counts)
        shown = [
            language("{name} ({score})", name=n, score=language.value(c)) if differ else n
            for n, c in zip(names, counts, strict=False)
        ]
        if len(counts) > MOST_PARTNERS and not differ:
            shown.append("…")
        total = language.value(float(sum(counts)))
        rows_of.setdefault(str(unit), {})[mode] = PartnerRow(
            links.name(mode), str(len(counts)), total, language.commas(shown)
        )
    order = list(links.dyads.modes)
    return {u: tuple(rows[m] for m in order if m in rows) for u, rows in rows_of.items()}


def notes(links: Links, unit: str) -> LinkNotes | None:
    """What size and distance let expect of a unit, and neighbours it is not linked with."""
    expected, missing = tuple(_expected(links, unit)), tuple(_missing(links, unit))
    near = links.neighbours.get(unit, [])
    neighbours = links.facts.language.plural("{number} neighbour", "{number} neighbours", len(near)) if near else ""
    return LinkNotes(expected, missing, neighbours) if expected or missing or near else None


def _missing(links: Links, unit: str) -> list[tuple[str, str]]:
    language, rows = links.facts.language, []
    for mode in links.over_land:
        lacking = [
            p
            for p in links.neighbours.get(unit, [])
            if (mode, unit, p) not in links.linked and not {(mode, unit), (mode, p)} & links.unknown
        ]
        names = sorted(map(links.unit, lacking), key=language.collate)
        shown = [*names[:MOST_NEIGHBOURS], *(["…"] if len(names) > MOST_NEIGHBOURS else [])]
        if names:
            rows.append((links.name(mode), language.commas(shown)))
    return rows


def _expected(links: Links, unit: str) -> list[str]:
    """One sentence a model: observed and expected links, and the pairs that lack most."""
    potential, language, texts = links.potential, links.facts.language, []
    if potential is None:
        return []
    for name, model in links.facts.edition.potential.items():
        if (name, unit) not in potential.units.index:
            continue
        row = potential.units.loc[(name, unit)]
        if math.isnan(row["ratio"]):
            continue
        counted, total = float(row["observed"]), links.totals.get((model.mode, unit), 0.0)
        # the model covers fewer partners than the table of partners, and says so where that matters
        text = language(
            PREDICTED if counted >= total else PREDICTED_IN_PART,
            many=links.facts.noun.many,
            mode=links.name(model.mode),
            observed=language.value(counted),
            total=language.value(total),
            expected=language.decimal(float(row["expected"]), 1),
            ratio=language.decimal(float(row["ratio"]), 2),
            share=language.percent(model.level),
            low=language.decimal(float(row["low"]), 2),
            high=language.decimal(float(row["high"]), 2),
        )
        lacking = [
            language("{name} ({score})", name=links.unit(partner), score=language.decimal(expected, 1))
            for expected, partner in links.unlinked.get((name, unit), [])[:MOST_EXPECTED]
        ]
        if lacking:
            text = language.together(
                text, language("Largest missing links (predicted number): {names}.", names=language.commas(lacking))
            )
        texts.append(text)
    return texts
