"""Compare: what changed between two editions of an index, and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from connectindex.audit.compare.chances import change_under
from connectindex.audit.compare.field import aligned, common
from connectindex.audit.compare.game import SOURCES, split
from connectindex.audit.compare.history import matched, recomputed, revised
from connectindex.audit.compare.outputs import is_output, read_output
from connectindex.audit.compare.result import Comparison
from connectindex.audit.compare.sides import Side, named, side_of
from connectindex.edition.model import Edition
from connectindex.edition.read import read_edition
from connectindex.errors import InputError, Problem, did_you_mean, require_kind, shown
from connectindex.filenames import FILE
from connectindex.model.tree import ROOT
from connectindex.pipeline.build import build
from connectindex.pipeline.result import Result

if TYPE_CHECKING:
    IndexSource = str | Path | Edition | Result


def compare(  # noqa: PLR0913 - most are given by name
    old: IndexSource,
    new: IndexSource,
    *,
    old_year: int | None = None,
    new_year: int | None = None,
    draws: int | None = None,
    seed: int | None = None,
    of: str = ROOT,
    allow_code: bool = False,
) -> Comparison:
    """Decompose the change of each score and rank between two editions exactly into its sources.

    The sources are the players of a game (Shapley 1953); the value of a coalition is the index in
    which its members are as in the new edition and all else is as in the old one:

    ``own``, ``others``
        New data: a figure of another year of observation, one that appears or is gone, one divided by another
        denominator, an indicator that begins or ceases to apply; the unit's own, and those of all other units.
    ``revision``
        Another figure for the same year of observation, of any unit. The year of an indicator is that of its
        oldest input.
    ``imputation``
        Cells that neither edition observed and whose imputed values differ.
    ``method``
        Tree, indicators, direction, treatment, scale, weights (as used, also where they follow from data) and
        aggregation. An indicator that only one edition has, or that each measures in another way, keeps the figures of
        its edition and is there with its method.
    ``units``
        Who takes part. A unit that only one edition ranks comes or leaves with the figures it has there.

    Parts add up to the change in score to 1e-9, and to the change in rank. Between the editions nothing is screened;
    a node's coverage is not asked for where it would leave a unit without a score that both editions rank.

    Parameters
    ----------
    old, new
        Editions, results, folders of editions, or folders that a build wrote.
    old_year, new_year
        Of a panel; by default the last year, for `old` the first where both are the same panel.
    draws, seed
        Also an interval and a verdict for each change, over draws of the assumptions of the new edition's
        ``[robustness]`` (weights within ±25 % where it has none), the same draws for both editions.
    of
        The node whose scores are compared.
    allow_code
        Run the Python files of editions that are read from folders.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        Nothing to compare, years that are not there, or an index in between that cannot be computed.

    References
    ----------
    Shapley (1953), A value for n-person games; Shorrocks (2013), Decomposition procedures for distributional
    analysis.

    Examples
    --------
    >>> import connectindex as ci
    >>> from connectindex.edition.read import world_folder
    >>> folder = world_folder().with_name("panel")
    >>> changed = ci.compare(folder, folder)
    >>> changed.old, changed.new
    ('2010', '2023')
    >>> rest = changed.parts["score"].sum(axis=1) - changed.scores["change"].dropna()
    >>> bool((rest.abs() < 1e-9).all())
    True
    """
    for name, source in (("old", old), ("new", new)):
        wanted = "an Edition, a Result or the path of a folder"
        require_kind(f"compare {name}", source, (str, Path, Edition, Result), wanted)
    before, after = _sides((old, old_year), (new, new_year), allow_code=allow_code)
    known = [str(c) for c in before.scores.columns if c in after.scores.columns]
    if of not in known:
        raise InputError([Problem("compare of", "must be a node of both", shown(of), did_you_mean(str(of), known))])
    cells = aligned(before, after, of)
    parts = split(cells, before, after, of)
    units = cells.units[cells.outcome]
    columns = pd.MultiIndex.from_product([["score", "rank"], SOURCES], names=["what", "source"])
    table = pd.DataFrame(index=pd.Index(units, name="unit"), columns=columns, dtype=float)
    table["score"], table["rank"] = parts.score, parts.rank
    return Comparison(
        old=before.name,
        new=after.name,
        of=of,
        names={**_names(before), **_names(after)},
        scores=_scores(before, after, of),
        parts=table,
        history=recomputed(before, after, of),
        matched=matched(before, after, of),
        revised=revised(before, after),
        draws=None if draws is None else change_under(before, after, of, draws, seed),
        facts=_facts(before, after, of),
    )


def _sides(
    first: tuple[IndexSource, int | None], second: tuple[IndexSource, int | None], *, allow_code: bool
) -> tuple[Side, Side]:
    """Both sides; the same folder is read once, and all problems of both are reported together."""
    (old, old_year), (new, _) = first, second
    folders = [Path(g).resolve() for g in (old, new) if isinstance(g, str | Path)]
    same = old is new or (len(folders) == 2 and folders[0] == folders[1])
    sides: list[Side] = []
    problems: list[Problem] = []
    for source, year in (first, second):
        try:
            sides.append(_of_year(sides[0], year) if same and sides else _side(source, year, allow_code=allow_code))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    years = sides[0].edition.about.years
    if same and old_year is None:
        sides[0] = _of_year(sides[0], years[0])
    return named(sides[0], sides[1])


def _side(source: IndexSource, year: int | None, *, allow_code: bool) -> Side:
    if isinstance(source, str | Path):
        folder = Path(source)
        if is_output(folder) and not (folder / FILE).is_file():
            return read_output(folder, year)
        if not (folder / FILE).is_file():
            rule = f"must be the folder of an edition ({FILE}) or what a build wrote (manifest.json)"
            raise InputError([Problem(str(folder), rule)])
        source = read_edition(folder, allow_code=allow_code)
    return side_of(source if isinstance(source, Result) else build(source), year)


def _of_year(side: Side, year: int | None) -> Side:
    years = side.edition.about.years
    chosen = years[-1] if year is None else year
    if chosen not in years:
        hint = f"years: {', '.join(map(str, years))}"
        raise InputError([Problem(side.name, "must have the year", shown(chosen), hint)])
    return replace(side, year=chosen)


def _scores(old: Side, new: Side, of: str) -> pd.DataFrame:
    codes = new.edition.units.codes.append(old.edition.units.codes).unique()
    first, last = old.of(of), new.of(of)
    units = pd.Index(codes[codes.isin(first.index) | codes.isin(last.index)], name="unit")
    ranks = [s.ranks[of].loc[s.year].reindex(units) for s in (old, new)]
    return pd.DataFrame(
        {
            "score_old": first.reindex(units),
            "score_new": last.reindex(units),
            "change": last.reindex(units) - first.reindex(units),
            "rank_old": ranks[0],
            "rank_new": ranks[1],
            "rank_change": ranks[1] - ranks[0],
        },
        index=units,
    )


def _names(side: Side) -> dict[str, str]:
    return {str(code): str(name) for code, name in side.edition.units.names.items()}


def _facts(old: Side, new: Side, of: str) -> dict[str, tuple[str, ...]]:
    """List the differences between the two as a whole, by name."""
    names = {**_names(old), **_names(new)}
    first, last = old.of(of).index, new.of(of).index
    alike = common(old, new)
    titles = {i.id: i.name for s in (old, new) for i in s.edition.indicators.values()}
    fixed = all(s.edition.methods.fixed for s in (old, new))
    pooled = old.edition is new.edition and old.edition.methods.pooled
    return {
        "units_new": tuple(names[str(u)] for u in last if u not in first),
        "units_gone": tuple(names[str(u)] for u in first if u not in last),
        "indicators_new": tuple(titles[i] for i in new.indicators if i not in old.indicators),
        "indicators_gone": tuple(titles[i] for i in old.indicators if i not in new.indicators),
        "indicators_redefined": tuple(titles[i] for i in new.indicators if i in old.indicators and i not in alike),
        "relative": () if fixed or pooled else ("scale",),
    }


__all__ = ["SOURCES", "Comparison", "compare"]
