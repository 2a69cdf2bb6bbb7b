"""Changes: what a panel says of its years, and what it does not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from connectindex.audit.trends import LEAST_POINTS
from connectindex.model.tree import ROOT
from connectindex.model.words import message
from connectindex.reports.chapters import Chapter, Part
from connectindex.reports.compose import provenance
from connectindex.reports.document import MISSING_TEXT, AuditTable, number_columns, text_columns

if TYPE_CHECKING:
    from pandas import DataFrame

    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.document import TableColumn

MOST_ROWS, MOST_IN_PILLAR = 15, 5
VERDICTS = {"rose": message("rose"), "fell": message("fell"), "not significant": message("not significant")}
ROSE, FELL, OPEN = VERDICTS
SIGNS = {ROSE: "↑", FELL: "↓", OPEN: "≈"}


@dataclass(frozen=True, eq=False)
class Changes:
    """Changes of all units between the first and the last year of a panel; none where there is one year."""

    facts: Facts

    @property
    def since(self) -> int:
        """The first year."""
        return min(self.facts.edition.about.years)

    @property
    def several_years(self) -> bool:
        """Whether there are two years."""
        return len(self.facts.edition.about.years) > 1

    @cached_property
    def _known(self) -> dict[str, DataFrame]:
        return {}

    def of(self, node: str) -> DataFrame:
        """As `connectindex.audit.robustness.result.Robustness.changes`; without an audit no interval and verdict."""
        if node not in self._known:
            self._known[node] = self._table(node)
        return self._known[node]

    def _table(self, node: str) -> DataFrame:
        facts, audit = self.facts, self.facts.audit
        if audit is not None and node in audit.draws.scores:
            return audit.changes(node, self.since, facts.year)
        last, first = (facts.result.scores.xs(y, level="year")[node] for y in (facts.year, self.since))
        places = [facts.result.ranks.xs(y, level="year")[node] for y in (self.since, facts.year)]
        return pd.DataFrame(
            {
                "before": first, "after": last, "change": last - first, "low": math.nan, "high": math.nan,
                "verdict": "", "rank_before": places[0], "rank_after": places[1],
            }
        )  # fmt: skip

    def text(self, unit: str, node: str = ROOT) -> str:
        """The change of a unit's score: an arrow where it is significant, ≈ where it is not."""
        if not self.several_years or unit not in self.of(node).index:
            return ""
        row = self.of(node).loc[unit]
        if pd.isna(row["change"]):
            return ""
        sign = SIGNS.get(str(row["verdict"]), "")
        return f"{sign} {self.signed(float(row['change']))}".strip()

    def end(self, value: float) -> str:
        """An end of an interval: one that is not zero never prints as zero."""
        text = self.signed(value)
        if value and not any(c in "+−" for c in text):
            return f"{'+' if value > 0 else '−'}{self.facts.language.value(abs(value))}"
        return text

    def signed(self, value: float) -> str:
        """A difference with its sign."""
        text = self.facts.axis.text(abs(value))
        if not any(c in "123456789" for c in text):
            return text
        return f"{'+' if value > 0 else '−'}{text}"


def movers(changes: Changes, node: str) -> AuditTable | None:
    """The significant changes of a pillar, the largest first; None where there is none."""
    if not changes.several_years:
        return None
    language = changes.facts.language
    chosen = _largest_changes(changes, node, MOST_IN_PILLAR)
    rows = tuple(_row(changes, node, u) for u in chosen.index)
    note = language("Largest changes since {year} that are significant over the simulations.", year=changes.since)
    return AuditTable(language("Largest changes"), note, _columns(changes), rows) if rows else None


def _largest_changes(changes: Changes, node: str, most: int) -> DataFrame:
    """At most so many that rose, then as many that fell; without verdicts the largest changes."""
    table = changes.of(node)
    table = table[table.index.isin(changes.facts.by_node[node]) & table["change"].notna()]
    order = table.sort_values("change", ascending=False, kind="stable")
    if not table["verdict"].astype(bool).any():
        largest = order["change"].abs().sort_values(ascending=False, kind="stable").index[:most]
        return order.loc[order.index.isin(largest) & (order["change"] != 0)]
    up, down = (order[order["verdict"] == v] for v in (ROSE, FELL))
    return pd.concat([up.head(most), down.tail(most)])


def _columns(changes: Changes) -> tuple[TableColumn, ...]:
    language = changes.facts.language
    years = str(changes.since), str(changes.facts.year)
    return text_columns(changes.facts.noun.head, language("Assessment")) + number_columns(
        *years, language("Change"), language("90% interval"), language("Rank")
    )


def _row(changes: Changes, node: str, unit: object) -> tuple[str, ...]:
    facts, row = changes.facts, changes.of(node).loc[unit]
    axis, verdict = facts.axis, str(row["verdict"])
    interval = MISSING_TEXT
    if not math.isnan(float(row["low"])):
        interval = f"{changes.end(float(row['low']))} … {changes.end(float(row['high']))}"
    ranks = (MISSING_TEXT if pd.isna(row[c]) else str(int(row[c])) for c in ("rank_before", "rank_after"))
    return (
        facts.names[str(unit)],
        facts.language(VERDICTS[verdict]) if verdict else MISSING_TEXT,
        axis.text(float(row["before"])),
        axis.text(float(row["after"])),
        changes.signed(float(row["change"])),
        interval,
        " → ".join(ranks),
    )


def chapter(changes: Changes) -> Chapter | None:
    """Change since the first year; None where there is one year."""
    if not changes.several_years:
        return None
    facts, language = changes.facts, changes.facts.language
    rows = tuple(_row(changes, ROOT, u) for u in _largest_changes(changes, ROOT, MOST_ROWS).index)
    note = language("Largest changes; the accompanying tables contain all.")
    if facts.audit is not None:
        note = language("Largest significant changes; the accompanying tables contain all.")
    table = AuditTable(language("Changes in the index"), note, _columns(changes), rows) if rows else None
    parts = [Part(language("The index"), (counted(changes, ROOT, language("The index")),), table)]
    nodes = [p.id for p in facts.pillars]
    if nodes:
        parts.append(Part(language("Pillars"), tuple(counted(changes, n, facts.name_of(n)) for n in nodes)))
    parts += [p for p in (_course(facts), _converging(facts)) if p]
    lead = language(
        "Scores of {first} and {last} under the same settings. A rise or fall is reported only where the 90% "
        "interval of the change over the simulations excludes zero.",
        first=changes.since,
        last=facts.year,
    )
    if facts.audit is None:
        lead = language(
            "Scores of {first} and {last} under the same settings. The uncertainty of the changes was not assessed.",
            first=changes.since,
            last=facts.year,
        )
    based_on = provenance.simulated(facts, provenance.of_index(facts, every_year=True))
    return Chapter(lead, tuple(parts), based_on)


def counted(changes: Changes, node: str, name: str) -> str:
    """How many rose, fell, or changed insignificantly."""
    facts, language, table = changes.facts, changes.facts.language, changes.of(node)
    table = table[table["change"].notna()]
    counts = table["verdict"].value_counts()
    if not table["verdict"].astype(bool).any():
        return language(
            "{name}: the score is higher than in {year} for {up} of {units}, lower for {down}.",
            name=name,
            year=changes.since,
            units=language.counted(len(table), facts.noun),
            up=int((table["change"] > 0).sum()),
            down=int((table["change"] < 0).sum()),
        )
    return language(
        "{name}: of {units} with a score in both years, {up} rose and {down} fell; for the remaining {open} "
        "the change is not significant.",
        name=name,
        units=language.counted(len(table), facts.noun),
        up=int(counts.get(ROSE, 0)),
        down=int(counts.get(FELL, 0)),
        open=int(counts.get(OPEN, 0)),
    )


def _course(facts: Facts) -> Part | None:
    """The trend, where there are years enough for one."""
    if len(facts.edition.about.years) < LEAST_POINTS:
        return None
    trend = facts.dossier.trends
    return Part(
        facts.language("All years"), tuple(facts.language.translated(s) for s in (trend.sentence, *trend.notes))
    )


def _converging(facts: Facts) -> Part | None:
    """Whether the gap closes."""
    gap = facts.dossier.convergence(facts.peer_column)
    if gap is None:  # too few units, or a scale that allows no comparison: there is nothing to say then
        return None
    texts = tuple(facts.language.translated(s) for s in (*gap.sentences, *gap.notes))
    return Part(facts.language("Convergence"), texts) if gap.sentences else None
