"""Charts of a result: ranking, contributions, heat map, profile of a unit, links on a map."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.edition.inputs import world_folder
from connectindex.errors import InputError, Problem, unknown
from connectindex.filenames import MAP
from connectindex.model.tree import ROOT
from connectindex.plots import network, scores
from connectindex.plots.base import MOST, distinct
from connectindex.style.outlines import WORLD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pandas import DataFrame, Index

    from connectindex.edition.model import Edition
    from connectindex.pipeline.result import Result

COORDINATES = ("capital_latitude", "capital_longitude")


def ranking(result: Result, *, node: str = ROOT, year: int | None = None, most: int = MOST) -> Any:
    """Draw the scores of a node in the order of its ranking."""
    units, names = _ranked(result, node, year)
    of_year = _year(result, year)
    table = pd.DataFrame(
        {
            "name": names,
            "score": result.of_year(result.scores[node], of_year).loc[units].to_numpy(),
            "rank": result.of_year(result.ranks[node], of_year).loc[units].to_numpy(),
        }
    )
    return scores.ranking(table, f"{_name(result, node)}, {of_year}", most)


def contributions(result: Result, *, node: str = ROOT, year: int | None = None, most: int = MOST) -> Any:
    """Draw what each child of a node adds to its score."""
    units, names = _ranked(result, node, year)
    parts = result.of_year(result.contributions_to(node), _year(result, year)).loc[units]
    if parts.isna().all(axis=None):
        rule = f"must be made of parts that add up; {_name(result, node)} is not"
        raise InputError([Problem("plot contributions", rule, "", "draw the ranking or the heat map")])
    titles = _titles(result)
    order = [titles[str(c)] for c in parts.columns]
    table = parts.set_axis(order, axis=1).assign(name=names).melt("name", var_name="part", value_name="contribution")
    table = table.assign(place=table["part"].map({part: k for k, part in enumerate(order)}))
    return scores.contributions(table, order, f"{_name(result, node)}, {_year(result, year)}", most)


def heatmap(result: Result, *, nodes: Sequence[str] = (), year: int | None = None, most: int = MOST) -> Any:
    """Draw the scores of the index and its pillars, or of other nodes and indicators, as a heat map."""
    units, names = _ranked(result, ROOT, year)
    columns = list(nodes) or [ROOT, *(n.id for n in result.edition.tree.pillars)]
    table = _scores(result, year).loc[units]
    for column in columns:
        if column not in table:
            raise unknown("node or indicator", column, map(str, table.columns))
    titles = [_titles(result)[c] for c in columns]
    long = (
        table[columns].set_axis(titles, axis=1).assign(name=names).melt("name", var_name="column", value_name="score")
    )
    return scores.heatmap(long, titles, f"{result.edition.about.title}, {_year(result, year)}", most)


def profile(result: Result, *, unit: str, year: int | None = None) -> Any:
    """Draw the scores of a unit on all nodes and indicators among those of the others."""
    table = _scores(result, year)
    if unit not in table.index:
        raise unknown("unit", unit, map(str, table.index))
    order = [element.id for element, _ in result.edition.tree.walk()]
    titles = _titles(result)
    names = result.edition.units.names
    rows = distinct([titles[i] for i in order], order)
    long = table[order].set_axis(rows, axis=1).assign(name=names.reindex(table.index), own=table.index == unit)
    long = long.melt(["name", "own"], var_name="row", value_name="score")
    return scores.profile(long, rows, str(names[unit]), f"{names[unit]}, {_year(result, year)}")


def links(result: Result, *, mode: str = "", year: int | None = None) -> Any:
    """Draw the operating links of a mode, or of all modes together, on a map."""
    of_year = _year(result, year)
    dyads = result.network[of_year]
    if mode:
        dyads = dyads.of(mode)
    pairs = dyads.operating().pairs
    pairs = pairs[pairs["unit"] != pairs["partner"]]
    ends = pd.DataFrame({"a": pairs[["unit", "partner"]].min(axis=1), "b": pairs[["unit", "partner"]].max(axis=1)})
    # an undirected link is there once from each end
    both = pd.Series([m.directed for m in map(dyads.modes.get, pairs["mode"]) if m], index=pairs.index, dtype=bool)
    table = ends.assign(count=pairs["count"].where(both, pairs["count"] / 2))
    table = table.groupby(["a", "b"], as_index=False)["count"].sum()
    title = (dyads.modes[mode].name or mode) if mode else "All links"
    names = {str(k): str(v) for k, v in result.edition.ends.names.items()}
    line = f"{len(table):,} pairs, {table['count'].sum():,.0f} links"
    return network.links(table, names, _ground(result.edition, of_year), f"{title}, {of_year}", line)


KINDS: dict[str, Callable[..., Any]] = {
    "ranking": ranking,
    "contributions": contributions,
    "heatmap": heatmap,
    "profile": profile,
    "links": links,
}


def _year(result: Result, year: int | None) -> int:
    years = result.edition.about.years
    if year is not None and year not in years:
        raise unknown("year", year, map(str, years))
    return years[-1] if year is None else year


def _ranked(result: Result, node: str, year: int | None) -> tuple[Index, list[str]]:
    """List the ranked units in the order of a node's ranking, with their names."""
    if node not in result.scores:
        raise unknown("node", node, map(str, result.scores.columns))
    units = result.of_year(result.ranks[node], _year(result, year)).dropna().sort_values(kind="stable").index
    return units, distinct(result.edition.units.names.reindex(units), map(str, units))


def _scores(result: Result, year: int | None) -> DataFrame:
    """Join scores of nodes and normalised indicators of a year."""
    of_year = _year(result, year)
    nodes, indicators = (result.of_year(t, of_year) for t in (result.scores, result.stage("normalised")))
    return nodes.join(indicators).astype(float)


def _titles(result: Result) -> dict[str, str]:
    nodes = {n.id: n.short or n.name for n in result.edition.tree.nodes()}
    return nodes | {i.id: i.name for i in result.edition.indicators.values()}


def _name(result: Result, node: str) -> str:
    return result.edition.about.title if node == ROOT else result.edition.tree.find(node).name


def _ground(edition: Edition, year: int) -> network.Ground:
    """Look up where units are: on the edition's map, or by the coordinates among its values.

    Raises
    ------
    InputError
        Neither is there.
    """
    path = edition.folder / MAP if edition.folder else None
    if edition.report.map == WORLD:
        path = world_folder() / MAP
    if edition.report.outlines is None and path is not None and path.is_file():
        drawn = json.loads(path.read_text("utf-8"))
        places = {code: (float(x), float(y)) for code, (x, y) in drawn["points"].items()}
        land = "".join(shape["d"] for shape in drawn["shapes"])
        return network.Ground(places, float(drawn["width"]), float(drawn["height"]), land)
    found = _outlined(edition) or _coordinates(edition, year)
    if not found:
        hint = (
            f'[report] map = "world" where units are ISO codes, a map file, or the variables {", ".join(COORDINATES)}'
        )
        raise InputError([Problem("plot links", "needs a place for each unit", "none", hint)])
    return network.Ground(found)


def _outlined(edition: Edition) -> dict[str, tuple[float, float]]:
    """Place each unit in the middle of its largest outline, or at its point."""
    places: dict[str, tuple[float, float]] = {}
    for feature in edition.report.outlines.features if edition.report.outlines else ():
        if feature.point is not None:
            places.setdefault(feature.code, feature.point)
        elif feature.rings:
            ring = max(feature.rings, key=len)
            low, high = ring.min(axis=0), ring.max(axis=0)
            places.setdefault(feature.code, (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2))
    return {code: place for code, place in places.items() if code}


def _coordinates(edition: Edition, year: int) -> dict[str, tuple[float, float]]:
    """Read longitude and latitude of the units from their values."""
    latitude, longitude = (edition.values.snapshot(year, edition.ends).of(v) for v in COORDINATES)
    known = latitude.notna() & longitude.notna()
    return {str(u): (float(longitude[u]), float(latitude[u])) for u in latitude.index[known]}
