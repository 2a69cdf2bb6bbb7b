"""Facts: the tables of a result, cut to the year of the report, with the look-ups that composing needs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from connectindex.assumptions.noise import VaryCounts, VaryErrors, VaryLinks
from connectindex.audit.dossier import Dossier
from connectindex.audit.robustness.summaries import before_matrix
from connectindex.audit.robustness.tiers import SURE
from connectindex.model.tree import ROOT, Node
from connectindex.model.units import NO, YES
from connectindex.model.values import INCOMPLETE, NOT_APPLICABLE, OBSERVED
from connectindex.reports import names, safe, sentences, variables
from connectindex.reports.compose.flags import printed_values
from connectindex.reports.compose.rank_ranges import rank_range, whole_ranks
from connectindex.reports.compose.scored import Axis, fifth_bounds, scored
from connectindex.reports.document import MISSING_TEXT, NOT_APPLICABLE_TEXT, Score
from connectindex.reports.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pandas import DataFrame

    from connectindex.audit.robustness import Robustness
    from connectindex.edition.model import Edition
    from connectindex.model.values import Snapshot
    from connectindex.pipeline.result import Result
    from connectindex.reports.language import Noun

MOST_LABELS = 24
FEWEST_PEERS = 4
MOST_PAGES = 3_000  # units with a page each; all pairs of 160 countries are four times as many


@dataclass(frozen=True, eq=False)
class Facts:
    """What is asked of a result while the report is composed."""

    result: Result
    audit: Robustness | None = None
    language: Language = field(default_factory=Language)
    given: Dossier | None = None

    @cached_property
    def dossier(self) -> Dossier:
        """What the audits say."""
        return self.given or Dossier(self.result, self.audit)

    @cached_property
    def rank_ends(self) -> dict[str, tuple[int, int]]:
        """First and last rank of each unit's 90 % interval; empty without an audit."""
        if self.audit is None:
            return {}
        table = self.audit.ranks[["low", "high"]].dropna()
        return {str(u): whole_ranks(low, high) for u, low, high in table.itertuples()}

    @cached_property
    def intervals(self) -> dict[str, str]:
        """90 % interval of each unit's rank, "4–9"; empty without an audit."""
        return {u: rank_range(ends) for u, ends in self.rank_ends.items()}

    @cached_property
    def medians(self) -> dict[str, str]:
        """Median rank of each unit over the simulations, a whole or a half number; empty without an audit."""
        if self.audit is None:
            return {}
        medians = self.audit.ranks["median"].dropna()
        return {str(u): self.language.decimal(m, 0 if m == round(m) else 1) for u, m in medians.items()}

    @cached_property
    def outside(self) -> frozenset[str]:
        """Units whose published rank lies outside its 90 % interval."""
        if self.audit is None:
            return frozenset()
        nominal, ends = self.audit.ranks["nominal"].dropna(), self.rank_ends
        return frozenset(u for u, (low, high) in ends.items() if u in nominal and not low <= nominal[u] <= high)

    def certain_order(self, units: Sequence[str], node: str = ROOT) -> bool:
        """Tell whether each of these outranks the next in nearly all simulations; without any it is not asked."""
        if self.audit is None or node not in self.audit.draws.scores:
            return True
        scores, columns = self.audit.draws.of(node), self.audit.draws.units.get_indexer(list(units))
        if min(columns, default=0) < 0:
            return False
        before = before_matrix(scores[:, columns], self.audit.draws.units[columns])
        return all(before.iat[k, k + 1] >= SURE for k in range(len(columns) - 1))

    @cached_property
    def caution(self) -> str:
        """What a reader must know of the uncertainty of ranks."""
        if self.audit is None:
            return self.language(sentences.PENDING if self.dossier.pending else sentences.CAUTION)
        draws = len(self.audit.draws.scores[ROOT])
        varied = self.language.listing(self.language.translated(assumption.words()) for assumption in self.audit.vary)
        noisy = any(isinstance(a, (VaryCounts, VaryErrors, VaryLinks)) for a in self.audit.vary)
        return self.language(
            sentences.ASSESSED,
            draws=self.language.decimal(draws, 0),
            varied=varied,
            extent=self.language(sentences.DATA_VARIED if noisy else sentences.METHODS_VARIED),
        )

    @cached_property
    def brief_caution(self) -> str:
        """The caution in a line, where the whole of it stands in the chapter on methods."""
        chapters = self.edition.report.style.sections
        if self.audit is None or (chapters and "method" not in chapters):
            return self.caution
        draws = self.language.decimal(len(self.audit.draws.scores[ROOT]), 0)
        return self.language(sentences.BRIEF, draws=draws, chapter=self.language("Methodology"))

    @cached_property
    def edition(self) -> Edition:
        """What the result was built from."""
        return self.result.edition

    @cached_property
    def year(self) -> int:
        """Year of the report: the last one of a panel."""
        return max(self.edition.about.years)

    @cached_property
    def units_of_year(self) -> list[str]:
        """Codes of the scored units that are there in the year of the report."""
        return [str(u) for u in self.edition.units.in_year(self.year).codes]

    def by_name(self, units: Iterable[str]) -> list[str]:
        """Units in the order of their names."""
        return sorted(units, key=lambda u: (self.language.collate(self.names[u]), u))

    def cut(self, table: DataFrame) -> DataFrame:
        """A table of the result in the year of the report."""
        return self.result.of_year(table, self.year)

    @cached_property
    def scores(self) -> DataFrame:
        """Units x nodes, ranked or not."""
        return self.cut(self.result.scores)

    @cached_property
    def ranks(self) -> DataFrame:
        """The same shape."""
        return self.cut(self.result.ranks)

    @cached_property
    def ranked(self) -> list[str]:
        """Codes of the ranked units, the first one first, ties by name."""
        place = self.ranks[ROOT].dropna()
        return sorted(self.by_name(map(str, place.index)), key=lambda u: int(place[u]))

    @cached_property
    def names(self) -> dict[str, str]:
        """Printed names of all units, the ones without a score included."""
        return {str(u): safe.clean(n) for u, n in self.edition.units.names.items()}

    @property
    def many(self) -> bool:
        """Whether there are too many units for a page each: then they are searched, and not listed."""
        return len(self.edition.units.codes) > MOST_PAGES

    @cached_property
    def files(self) -> dict[str, str]:
        """File name of each unit's page, without its ending; empty where units have no page."""
        if self.many:
            return dict.fromkeys(map(str, self.edition.units.table.index), "")
        return safe.file_names([str(u) for u in self.edition.units.table.index])

    @cached_property
    def pages(self) -> dict[str, str]:
        """Name of the page of each unit that has one, ranked or not; none where there are too many."""
        shown = () if self.many else (*self.ranked, *map(str, self.cut(self.result.left_out).index))
        return {unit: self.files[unit] for unit in shown}

    @cached_property
    def noun(self) -> Noun:
        """What the units are called, one and many."""
        return self.language.noun(names.noun_of(self.edition))

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Nodes by id, the root first, each before its children."""
        return {n.id: n for n in self.edition.tree.top_down()}

    @cached_property
    def pillars(self) -> tuple[Node, ...]:
        """Nodes right below the index."""
        return self.edition.tree.pillars

    def short_name(self, child: str) -> str:
        """Name of a node or indicator at the head of a narrow column."""
        short = self.nodes[child].short if child in self.nodes else ""
        return safe.clean(self.language.name(short)) if short else self.name_of(child)

    @cached_property
    def _names_of(self) -> dict[str, str]:
        names = {i.id: i.name for i in self.edition.indicators.values()} | {n.id: n.name for n in self.nodes.values()}
        return {child: safe.clean(name) for child, name in names.items()}

    def name_of(self, child: str) -> str:
        """Printed name of a node or indicator."""
        return self._names_of[child]

    @cached_property
    def axis(self) -> Axis:
        """0 to 100 where scores lie there; else the range of the data, widened to round numbers."""
        scores = self.scores.to_numpy(dtype=float)
        normal = self.cut(self.result.stage("normalised")).to_numpy(dtype=float)
        low = min(_least(scores), _least(normal))
        high = max(-_least(-scores), -_least(-normal))
        if low >= 0 and high <= 100 and high > 2:
            return Axis(0.0, 100.0, 1, self.language)
        step = 10.0 ** math.floor(math.log10(max(high - low, 1e-9)))
        top = math.ceil(high / step) * step + (step if high == low else 0)
        return Axis(math.floor(low / step) * step, top, 2, self.language)

    @cached_property
    def by_node(self) -> dict[str, dict[str, Score]]:
        """Scores by node and unit."""
        return {str(n): scored(self.scores[n], self.ranks[n], self.axis) for n in self.scores.columns}

    @cached_property
    def by_indicator(self) -> dict[str, dict[str, Score]]:
        """Normalised scores by indicator and unit."""
        table = self.cut(self.result.stage("normalised"))
        ranks = self.cut(self.result.indicator_ranks)
        return {str(i): scored(table[i], ranks[i], self.axis) for i in table.columns}

    @cached_property
    def values(self) -> dict[str, dict[str, float]]:
        """Values by indicator and unit, as they are printed."""
        table = printed_values(self.result, self.year)
        return {str(i): {str(u): float(v) for u, v in table[i].items()} for i in table.columns}

    @cached_property
    def origins(self) -> dict[tuple[str, str], dict[str, Any]]:
        """How each cell came to be, by unit and indicator."""
        table = self.cut(self.result.origins)
        names = [*table.columns]
        rows = zip(*(table[name].tolist() for name in names), strict=True)
        cells = [(str(u), str(i)) for u, i in table.index]
        return {cell: dict(zip(names, row, strict=True)) for cell, row in zip(cells, rows, strict=True)}

    @cached_property
    def coverage(self) -> dict[str, float]:
        """Share of the indicators that apply which were observed, by unit."""
        shares = self.cut(self.result.coverage.to_frame())["coverage"]
        return {str(u): float(v) for u, v in shares.items()}

    @cached_property
    def snapshot(self) -> Snapshot:
        """The values known in the year of the report."""
        return self.result.dyads[self.year].values

    @cached_property
    def sizes(self) -> dict[str, dict[str, tuple[float, float]]]:
        """By variable and unit, value and year of sizes that are known; those known to be wrong are left out."""
        table, made = self.snapshot, dict[str, dict[str, tuple[float, float]]]()
        for variable in (v for v, _, _ in variables.SIZES if v in table.value):
            known = table.value[variable].notna() & (table.status[variable] != INCOMPLETE)
            pairs = zip(table.value[variable][known], table.observed[variable][known], strict=True)
            made[variable] = {str(u): (float(v), float(y)) for u, (v, y) in zip(known.index[known], pairs, strict=True)}
        return made

    @cached_property
    def sources_in_use(self) -> frozenset[str]:
        """Sources of the cells of indicators, of links, corridors and background figures: all that reports print."""
        edition, links = self.edition, self.result.network
        cells: set[Any] = set(self.result.origins["source"].unique())
        for year in links:
            cells.update(links[year].sources.values())
        printed = {size.variable for size in variables.SIZES}.union(*(m.variables for m in edition.potential.values()))
        if income := variables.income(self.snapshot.value.columns):
            printed |= {income.variable, income.per}
        for column in printed & set(self.snapshot.source.columns):
            cells.update(self.snapshot.source[column].unique())
        cells.update(corridor.source for corridor in edition.corridors.values())
        return frozenset(s for cell in cells for s in source_ids(cell))

    @cached_property
    def source_numbers(self) -> dict[str, int]:
        """Numbers of the sources, as tables cite them: by title, those in use first; last those named in cells."""
        titles, used = self.edition.sources.table["title"], self.sources_in_use
        order = {str(i): (i not in used, self.language.collate(str(title)), str(i)) for i, title in titles.items()}
        listed = sorted(order, key=order.__getitem__)
        named = {s for row in self.origins.values() for s in source_ids(row["source"])}
        return {name: k for k, name in enumerate([*listed, *sorted(named - set(listed))], 1)}

    @cached_property
    def sources_of_year(self) -> dict[str, frozenset[str]]:
        """Sources of the observed values of each indicator in the year of the report."""
        return _observed_sources(self.cut(self.result.origins))

    @cached_property
    def sources_of_every_year(self) -> dict[str, frozenset[str]]:
        """Sources of the observed values of each indicator in all years."""
        return _observed_sources(self.result.origins)

    def numbered(self, sources: Sequence[str]) -> str:
        """Sources as the numbers of the table of sources."""
        return ", ".join(map(str, sorted(self.source_numbers[s] for s in sources)))

    @cached_property
    def label_groups(self) -> list[str]:
        """Group columns with labels, the ones the edition asks for where it does."""
        chosen = [g for g in self.edition.report.groups if g in self.edition.units.groups]
        return chosen or [g for g in self.edition.units.groups if self._labelled(g)]

    def _labelled(self, group: str) -> bool:
        labels = set(self.group(group).values()) - {""}
        return 1 < len(labels) <= MOST_LABELS and not labels <= {YES, NO}

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        return {}

    def group(self, column: str) -> dict[str, str]:
        """Label of each unit in a group column; empty where not known."""
        if column not in self._labels:
            self._labels[column] = self._cleaned(column)
        return self._labels[column]

    def _cleaned(self, column: str) -> dict[str, str]:
        labels = self.edition.units.table[column]
        return {
            str(u): sentences.label(self.language, column, safe.clean(v)) if isinstance(v, str) else ""
            for u, v in labels.items()
        }

    @cached_property
    def peer_column(self) -> str:
        """Group column whose labels make peers; empty: all units are peers."""
        chosen = self.edition.report.peers
        if chosen in self.edition.units.groups:
            return chosen
        return "region" if "region" in self.label_groups else next(iter(self.label_groups), "")

    @cached_property
    def peers(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Peers of each ranked unit, itself included, with the words for them."""
        total = len(self.ranked)
        everyone = (self.language("all {total} ranked {many}", total=total, many=self.noun.many), tuple(self.ranked))
        if not self.peer_column:
            return dict.fromkeys(self.ranked, everyone)
        label = self.group(self.peer_column)
        members: dict[str, list[str]] = {}
        for unit in self.ranked:
            members.setdefault(label[unit], []).append(unit)
        peers = {}
        for unit in self.ranked:
            group_members = members[label[unit]]
            enough = label[unit] and len(group_members) >= FEWEST_PEERS
            if enough:
                label_of_peers = self.language(
                    "{label} ({count} {many})", label=label[unit], count=len(group_members), many=self.noun.many
                )
            peers[unit] = (label_of_peers, tuple(group_members)) if enough else everyone
        return peers

    def score(self, child: str, unit: str) -> Score:
        """A unit's score on a node or indicator; where there is none, whether it does not apply or is missing."""
        scores = self.by_node[child] if child in self.nodes else self.by_indicator.get(child, {})
        if unit in scores:
            return scores[unit]
        leaves = [leaf.id for leaf in self.nodes[child].leaves()] if child in self.nodes else [child]
        off = all(self.origins[unit, leaf]["origin"] == NOT_APPLICABLE for leaf in leaves)
        return Score(self.language(NOT_APPLICABLE_TEXT) if off else MISSING_TEXT)

    def mean(self, node: str, units: Sequence[str]) -> float:
        """Mean score of some units; missing where none has one."""
        return float(self.scores[node].reindex(list(units)).mean())

    def mean_score(self, node: str, units: Sequence[str]) -> Score:
        """The mean as a score, coloured as a unit with this score would be."""
        mean = self.mean(node, units)
        if math.isnan(mean):
            return Score(MISSING_TEXT)
        steps = fifth_bounds(self.by_node[node])
        fifth = max((f for f, low in steps.items() if mean >= low), default=1)
        return Score(self.axis.text(mean), mean, self.axis.at(mean), fifth)


def source_ids(cell: Any) -> list[str]:
    """The sources a cell names, joined by "; "."""
    return [s for s in cell.split("; ") if s] if isinstance(cell, str) else []


def _observed_sources(origins: DataFrame) -> dict[str, frozenset[str]]:
    """Sources of the observed values by indicator."""
    observed = origins.loc[origins["origin"].isin(OBSERVED), "source"]
    named = observed.groupby(level="indicator", sort=False).unique()
    return {str(i): frozenset(s for cell in cells for s in source_ids(cell)) for i, cells in named.items()}


def _least(values: Any) -> float:
    known = values[values == values]  # noqa: PLR0124 - NaN is not itself
    return float(known.min()) if known.size else math.inf
