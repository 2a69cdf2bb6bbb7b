"""Tables: a Result as the flat tables that are published with the report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

import pandas as pd

from connectindex.assumptions.methods import names_of
from connectindex.audit.dossier import Dossier
from connectindex.edition.languages import ENGLISH
from connectindex.edition.published import matches_table
from connectindex.model.words import message
from connectindex.reports.alternatives import INFEASIBLE, alternative, assumption_name
from connectindex.reports.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable

    from pandas import DataFrame

    from connectindex.audit.quality import Quality
    from connectindex.audit.robustness import Robustness
    from connectindex.pipeline.result import Result

MOST_TOGETHER = 3_000  # units of which each is held against each other: millions of pairs


@dataclass(frozen=True, eq=False)
class Table:
    """A published table.

    Parameters
    ----------
    name
        Name of the file and of the sheet.
    note
        One sentence on what a row is.
    make
        Makes its frame.
    """

    name: str
    note: str
    make: Callable[[], DataFrame]

    @cached_property
    def frame(self) -> DataFrame:
        """Flat: no index, plain columns."""
        return self.make()


def tables(source: Result | Dossier, audit: Robustness | None = None, language: Language | None = None) -> list[Table]:
    """All published tables of a result, and of its audit where there is one, in the order of the sheets.

    Findings are worded in the language given, English by default.

    Examples
    --------
    >>> import connectindex as ci
    >>> [t.name for t in tables(ci.build(ci.world()))][:3]
    ['scores', 'ranks', 'indicators']
    """
    dossier, language = Dossier.of(source, audit), language or Language()
    result = dossier.result
    by_rank = result.ranks["index"].sort_values(kind="stable").index
    published = [
        Table(
            "scores",
            "Scores of the index and of each node, highest first.",
            lambda: _named(result, result.scores.loc[by_rank]),
        ),
        Table(
            "ranks",
            "Rank on the index and on each node; 1 is the best.",
            lambda: _named(result, result.ranks.loc[by_rank]),
        ),
        Table(
            "indicators",
            "One row per unit and indicator: value, score, rank and origin.",
            lambda: _cells(result),
        ),
        Table("definitions", "The indicators: unit, direction, definition and source.", lambda: _definitions(result)),
        Table(
            "quality",
            "Data behind each indicator: sources, years, shares of cells, known bias.",
            dossier.quality.indicators.reset_index,
        ),
        Table(
            "quality_weights",
            "Weight of the observed cells by kind and by age of their sources.",
            lambda: _quality_weights(dossier.quality),
        ),
        Table("weights", "Weights of nodes and indicators; effective = in the whole index.", lambda: _weights(result)),
        Table(
            "contributions",
            "Contribution of each component to the score of its node; the rows of a node add up to its score.",
            result.contributions.reset_index,
        ),
        Table("treatment", "Outlier treatment of each indicator.", result.treatment.reset_index),
        Table(
            "coherence",
            "Statistical checks of the groups, with verdict, recommendation and the authors' response.",
            lambda: _coherence(dossier, language),
        ),
        Table(
            "scale",
            "Treatment and bounds of each indicator, with which a later edition can keep the scale.",
            lambda: result.scale,
        ),
        Table("left_out", "Units without a rank, and the reason.", lambda: _left_out(result, language)),
        Table("units", "All units and the groups they belong to.", lambda: _units(result, language)),
        Table("sources", "Sources of the data and their licences.", lambda: _sources(result)),
    ]
    published += _matches(result)
    published += _potentials(dossier, language)
    published += _corridors(dossier)
    return published if dossier.robustness is None else published + _audited(result, dossier.robustness, language)


def _quality_weights(quality: Quality) -> DataFrame:
    classes = {"kind": quality.by_kind, "age": quality.by_age}
    rows = [
        (by, name or "not_stated", weight) for by, table in classes.items() for name, weight in table["weight"].items()
    ]
    return pd.DataFrame(rows, columns=["by", "class", "weight"])


def _matches(result: Result) -> list[Table]:
    """Whom codes and names of published files were taken to mean, where they are not those of the edition."""
    table = matches_table(result.edition.readings)
    note = message(
        "Codes and names in source files that are not those of the edition, the unit matched to each, and "
        "the basis of the match."
    )
    return [Table("matches", note, lambda: table)] if len(table) else []


def _potentials(dossier: Dossier, language: Language) -> list[Table]:
    """What gravity models expect of the links, where the edition sets some."""
    if dossier.potential is None:
        return []
    notes = {
        "potential": message("Observed and predicted links of each unit, with intervals."),
        "potential_pairs": message(
            "The same for pairs that are linked or for which at least half a link is predicted."
        ),
        "potential_coefficients": message("Coefficients of the gravity models."),
        "potential_tests": message("Tests and goodness of fit of the gravity models."),
        "potential_dropped": message("Units excluded from a gravity model, and the reason."),
    }
    made, result = dossier.potential, dossier.result

    def frame(name: str) -> DataFrame:
        table = made.tables()[name]
        if name == "potential_dropped":
            return table.assign(reason=[language.translated(reason) for reason in table["reason"]])
        return _named(result, table.set_index(["model", "unit"])) if name == "potential" else table

    return [Table(name, note, partial(frame, name)) for name, note in notes.items()]


def _corridors(dossier: Dossier) -> list[Table]:
    """Corridors and the links along them, where the edition names some."""
    notes = {
        "corridors": message("Index, links and weakest link of each corridor."),
        "corridor_links": message("Links between the units of each corridor, by mode."),
    }
    if not dossier.result.edition.corridors:
        return []
    return [Table(name, note, partial(_frame_of, dossier, name)) for name, note in notes.items()]


def _frame_of(dossier: Dossier, name: str) -> DataFrame:
    frame: DataFrame = getattr(dossier, name)
    return frame


def _audited(result: Result, audit: Robustness, language: Language) -> list[Table]:
    together = audit.ranks.sort_values("nominal", kind="stable").rename_axis("unit")
    each_with_each = len(together) <= MOST_TOGETHER
    if each_with_each:
        together = together.assign(tier=audit.tiers.reindex(together.index).astype("Int64"))
    several = len(result.edition.about.years) > 1
    audited = [
        Table(
            "robustness",
            "Rank of each unit over all draws: median, intervals and probabilities.",
            lambda: _named(result, together),
        ),
        Table(
            "robustness_nodes", "The same for each node below the index.", lambda: _named(result, audit.ranks_pillars)
        ),
        Table(
            "score_intervals",
            "Scores over all draws: 90 % interval and deviation.",
            lambda: (audit.scores if several else audit.scores.droplevel("year")).reset_index(),  # noqa: PLW0108 - as above
        ),
        Table(
            "one_at_a_time",
            "Effect on ranks of changing one choice at a time.",
            lambda: _one_at_a_time(audit, language),
        ),
        Table("leave_one_out", "Effect on ranks of omitting one element.", lambda: audit.leave_one_out),
        Table(
            "sensitivity",
            "Sobol' indices of the mean rank shift on each node, with 90 % intervals.",
            lambda: _sensitivity(audit, language),
        ),
        Table("convergence", "Convergence of the rank intervals with the number of draws.", lambda: audit.convergence),
    ]
    if each_with_each:
        note = message("Effect of omitting one unit on the order of the others.")
        audited.insert(5, Table("rank_reversal", note, lambda: _named(result, audit.rank_reversal)))
        note = message("Share of the draws in which the row ranks before the column.")
        audited.append(Table("before", note, lambda: audit.before.rename_axis("unit").reset_index()))
    if several:
        note = message("Change of the index between the first and the last year, with its interval over the draws.")
        audited.append(Table("changes", note, lambda: _named(result, audit.changes())))
    if len(audit.failures):
        audited.append(Table("failed_draws", "Draws that could not be computed.", lambda: audit.failures))
    return audited


def _coherence(dossier: Dossier, language: Language) -> DataFrame:
    verdicts, rows = dossier.coherence.verdicts, dossier.coherence.verdict_rows
    worded = {part: [language.translated(getattr(row, part)) for row in rows] for part in ("sentence", "remedy")}
    return verdicts.assign(
        **worded, response=[dossier.result.edition.responses.get(name, "") for name in verdicts["id"]]
    )


def _one_at_a_time(audit: Robustness, language: Language) -> DataFrame:
    """The effect of each choice; in other languages than English its codes are in words, and its problem in short."""
    table = audit.one_at_a_time
    if language.primary == ENGLISH or table.empty:
        return table
    by_name = dict(zip(names_of(audit.vary), audit.vary, strict=True))
    choices = zip(table["assumption"], table["choice"], strict=True)
    return table.assign(
        assumption=[assumption_name(language, name) for name in table["assumption"]],
        choice=[alternative(language, by_name[name], choice) for name, choice in choices],
        note=[language(INFEASIBLE) if note else "" for note in table["note"]],
    )


def _sensitivity(audit: Robustness, language: Language) -> DataFrame:
    """Sobol' indices; in other languages than English the assumptions in words, as in the table of single choices."""
    table = audit.sobol_pillars.reset_index()
    if language.primary == ENGLISH:
        return table
    return table.assign(assumption=[assumption_name(language, name) for name in table["assumption"]])


def _left_out(result: Result, language: Language) -> DataFrame:
    table = result.left_out
    return _named(result, table.assign(reason=[language.translated(reason) for reason in table["reason"]]))


def _units(result: Result, language: Language) -> DataFrame:
    """The units, with the labels of their groups in a language."""
    units = result.edition.units
    labels = {g: [language.name(t) if isinstance(t, str) else t for t in units.table[g]] for g in units.groups}
    return units.table.assign(**labels).reset_index()


def _named(result: Result, table: DataFrame) -> DataFrame:
    """The table with the units' names next to their codes."""
    flat = table.reset_index()
    flat.insert(flat.columns.get_loc("unit") + 1, "name", flat["unit"].map(result.edition.units.names))
    return flat


def _cells(result: Result) -> DataFrame:
    def long(table: DataFrame, name: str) -> pd.Series:
        return table.stack(future_stack=True).rename(name)

    cells = result.origins.join(
        [
            long(result.stage("measured"), "measured"),
            long(result.stage("imputed"), "value"),
            long(result.stage("normalised"), "score"),
            long(result.indicator_ranks, "rank"),
        ]
    )
    flat = _named(result, cells)
    flat["observed"] = flat["observed"].astype("Int64")
    keys = [c for c in ("year", "unit", "name", "indicator") if c in flat]
    rest = [
        "measured",
        "value",
        "score",
        "rank",
        "origin",
        "observed",
        "source",
        "rule",
        "treated",
        "before",
        "after",
    ]
    return flat[keys + rest].sort_values([k for k in keys if k != "name"], kind="stable").reset_index(drop=True)


def _definitions(result: Result) -> DataFrame:
    rows = [
        (i.id, i.name, i.unit, i.direction, i.per or "", i.scale, "; ".join(i.inputs), i.definition, i.source)
        for i in result.edition.indicators.values()
    ]
    columns = ["indicator", "name", "unit", "direction", "per", "scale", "inputs", "definition", "source"]
    return pd.DataFrame(rows, columns=columns)


def _weights(result: Result) -> DataFrame:
    flat = result.weights.reset_index()
    names = {i.id: i.name for i in result.edition.indicators.values()}
    names |= {n.id: n.name for n in result.edition.tree.nodes()}
    flat.insert(1, "name", flat["id"].map(names))
    return flat


def _sources(result: Result) -> DataFrame:
    return result.edition.sources.table.rename_axis("id").reset_index()
