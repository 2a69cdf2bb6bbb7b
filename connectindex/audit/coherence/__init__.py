"""Coherence, the first half of a statistical audit: correlations, reliability and components of an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.audit.coherence import checks_of_groups, checks_of_members
from connectindex.audit.coherence.findings import FAIL, PASS, REVIEW, Case, Verdict
from connectindex.audit.coherence.limits import Limits
from connectindex.audit.coherence.tables import Subject, tables
from connectindex.errors import (
    InputError,
    Problem,
    did_you_mean,
    require_among,
    require_kind,
    require_whole,
    shown,
    unknown,
)
from connectindex.model.display import described, html
from connectindex.model.tree import ROOT
from connectindex.pipeline.result import require_result

if TYPE_CHECKING:
    from pandas import DataFrame

    from connectindex.audit.coherence.correlation import Kind
    from connectindex.pipeline.result import Result

__all__ = ["Coherence", "Limits", "Subject", "coherence", "examine"]

USUAL = Limits()
KINDS = ("pearson", "spearman")
CHECKS = (*checks_of_members.CHECKS, *checks_of_groups.CHECKS)


@dataclass(frozen=True, slots=True, eq=False)
class Coherence:
    """Statistical coherence of an index in one year: how its parts are related.

    A group is a node with two members or more; members are indicators, on the normalised scale, or nodes,
    by their scores. What is correlated with a group's score is part of that score.

    Parameters
    ----------
    verdicts
        ``id`` of the finding; ``check``, ``node``, ``subject``, ``value``, ``limit``, ``verdict`` (pass, review, fail),
        ``sentence``, ``remedy``: the fields of `connectindex.audit.coherence.findings.Verdict`.
    correlations
        Pairs of members of a group: ``node``, ``first``, ``second``, ``r``, ``p``, ``n``; see also `matrix`.
    groups
        Index node: ``name``; number of ``members``, and ``used`` of them, those that vary; ``units`` that have them
        all; Cronbach's ``alpha``; ``dimensions``: eigenvalues above the limit; ``first_share`` of the variance;
        ``parallel``: components stronger than in random numbers; ``kmo``; ``bartlett`` with ``bartlett_df``
        and ``bartlett_p``. All but alpha are of the units that have all members.
    eigenvalues
        Index (node, component): ``eigenvalue``, ``share``, ``cumulative``, ``random`` (parallel analysis).
    members
        Index (node, member): ``name``; ``weight`` in the group and ``effective`` in the index; ``r``, ``p``, ``n``,
        ``r2`` (Pearson) and ``ratio`` (correlation ratio) with the group, the same with ``_index`` for the
        whole; ``importance``: share in the sum of the group's ratios; ``loading`` on the first component,
        ``kmo``, ``inflation`` (VIF) and ``alpha_without``.
    elsewhere
        ``member``, its ``own`` group at each ``depth`` (1: pillars) with ``r_own``, the ``other`` group of that
        depth it goes with most, ``r_other``, and whether that is ``better``.
    added_value
        Index pillar: ``name``, ``units``, number and ``share`` of those ``shifted`` by the limit or more between the
        pillar's rank and the overall one, ``median_shift``.
    limits, kind, year
        What it was made with; `year` is None for an index of one year.
    verdict_rows
        The rows of `verdicts` once more, their sentences as `connectindex.model.words.Words`.
    """

    verdicts: DataFrame
    correlations: DataFrame
    groups: DataFrame
    eigenvalues: DataFrame
    members: DataFrame
    elsewhere: DataFrame
    added_value: DataFrame
    limits: Limits
    kind: Kind
    year: int | None = None
    verdict_rows: tuple[Verdict, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Count the verdicts of each kind, the most serious first."""
        counts = self.verdicts["verdict"].value_counts()
        return {sort: int(counts.get(sort, 0)) for sort in (FAIL, REVIEW, PASS)}

    def matrix(self, node: str) -> DataFrame:
        """Select the correlations of the members of a group, members x members.

        Raises
        ------
        KeyError
            There is no such group.
        """
        groups = self.members.index.get_level_values("node").unique()
        if node not in groups:
            raise unknown("group", node, map(str, groups))
        names = self.members.loc[node].index
        pairs = self.correlations[self.correlations["node"] == node]
        half = pairs.pivot(index="first", columns="second", values="r").reindex(index=names, columns=names)
        whole = half.combine_first(half.T)
        one = self.members.loc[node, "r"].notna()
        for name in names[one]:
            whole.loc[name, name] = 1.0
        return whole.reindex(index=names, columns=names).rename_axis(index="member", columns="member")

    def plot(self, node: str = ROOT) -> Any:
        """Draw the correlations of the members of a group with Vega-Altair.

        Raises
        ------
        KeyError
            There is no such group.
        InputError
            Altair is not installed: ``pip install 'connectindex[plot]'``.
        """
        from connectindex.plots.matrix import correlations  # noqa: PLC0415 - only charts need it

        table = self.matrix(node)
        names = self.members.loc[node]["name"].astype(str)
        return correlations(table.set_axis(names, axis=0).set_axis(names, axis=1), f"Correlations in {node}")

    def _repr_html_(self) -> str:
        """The counts, and all that did not pass, for a notebook."""
        head = self._counted()
        order = {FAIL: 0, REVIEW: 1}
        flagged = self.verdicts[self.verdicts["verdict"].isin(order)].sort_values(
            "verdict", key=lambda v: v.map(order), kind="stable"
        )
        columns = ["check", "sentence", "remedy"]
        return html("Coherence", head, flagged.set_index("verdict")[columns])

    def _counted(self) -> str:
        return ", ".join(f"{n} {sort}" for sort, n in self.counts.items())

    def __repr__(self) -> str:
        year = "" if self.year is None else str(self.year)
        return described(type(self).__name__, year, self._counted(), ", ".join(map(str, self.groups.index)))


def coherence(
    result: Result,
    *,
    limits: Limits = USUAL,
    kind: Kind = "pearson",
    year: int | None = None,
    seed: int = 0,
) -> Coherence:
    """Compute correlations, reliability, components and importance of each group, with verdicts in words.

    Parameters
    ----------
    result
        From `connectindex.build`.
    limits
        Limits beyond which a number is flagged; see `Limits`.
    kind
        "pearson" or "spearman", for the correlations. Reliability, components and importance are Pearson's.
    year
        Year of a panel; by default the last. Years are not pooled: observations of one unit in two years are
        not independent, and p-values would be too small.
    seed
        Seed of the parallel analysis.

    Raises
    ------
    InputError
        The result has no such year.

    Examples
    --------
    >>> import connectindex as ci
    >>> audit = coherence(ci.build(ci.world()))
    >>> audit.verdicts["verdict"].isin(["pass", "review", "fail"]).all().item()
    True
    """
    require_result(result, "coherence result")
    require_kind("coherence limits", limits, Limits, "Limits", "from connectindex.audit.coherence import Limits")
    require_among("coherence kind", kind, KINDS)
    require_whole("coherence seed", seed)
    years = result.edition.about.years
    if year is not None and year not in years:
        known = [str(y) for y in years]
        raise InputError([Problem("year", "must be one of the edition's", shown(year), did_you_mean(str(year), known))])
    scores, normalised = (result.of_year(t, year) for t in (result.scores, result.stage("normalised")))
    tree = result.edition.tree
    names = {i.id: i.name for i in result.edition.indicators.values()}
    table = pd.concat([normalised.reindex(scores.index), scores], axis=1).astype(float)
    named = None if len(years) == 1 else int(years[-1] if year is None else year)
    return examine(Subject(tree, table, result.weights, names, named), limits=limits, kind=kind, seed=seed)


def examine(subject: Subject, *, limits: Limits = USUAL, kind: Kind = "pearson", seed: int = 0) -> Coherence:
    """Compute the coherence of any tree of scores, as `coherence` does for a result.

    Examples
    --------
    >>> import pandas as pd
    >>> from connectindex.model.tree import Leaf, Node
    >>> weights = pd.DataFrame(0.5, index=["routes", "flights"], columns=["within", "effective"])
    >>> air = Node("index", "Air", 1, (Leaf("routes"), Leaf("flights")))
    >>> table = pd.DataFrame({"routes": [1.0, 2, 3, 4, 5], "flights": [1.0, 2, 3, 5, 4]})
    >>> table["index"] = table.mean(axis=1)
    >>> audit = examine(Subject(air, table, weights))
    >>> audit.verdicts.set_index("check").loc["redundant", "sentence"]
    'No two components of “Air” duplicate each other; the closest are “routes” and “flights” (r = 0.90).'
    """
    numbers = tables(subject, limits, kind, seed)
    case = Case(subject, numbers, limits)
    rows = [row for check in CHECKS for row in check(case)]
    verdicts = pd.DataFrame(rows, columns=list(Verdict._fields)).astype({"value": float, "limit": float})
    verdicts.insert(0, "id", [row.id for row in rows])
    return Coherence(
        verdicts=verdicts,
        correlations=numbers.correlations,
        groups=numbers.groups,
        eigenvalues=numbers.eigenvalues,
        members=numbers.members,
        elsewhere=numbers.elsewhere,
        added_value=numbers.added_value,
        limits=limits,
        kind=kind,
        year=subject.year,
        verdict_rows=tuple(rows),
    )
