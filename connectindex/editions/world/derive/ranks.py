"""Compare the ranks of the world edition: with measures of others, and under other rules for what does not apply.

``python -m connectindex.editions.world.derive.ranks`` prints the tables of ``docs/world-ranks.md``.
"""

import sys
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

import connectindex as ci
from connectindex.model.tree import Node
from connectindex.model.values import NOT_APPLICABLE
from connectindex.pipeline.result import Result

NODES = ("index", "transport", "air", "sea", "energy", "telecom")
NAMED = (
    *("SGP", "JPN", "KOR", "CHN", "RUS", "UKR", "IND", "VNM", "IDN", "ETH"),
    *("KEN", "TCD", "CHE", "CZE", "MDA", "IRL", "ARE", "PAN", "MNG", "KAZ"),
)
THROUGH = ("liner_access", "cable_access")

# Reference values of ITU's ICT development index of 2011 to 2017, per 100 people.
_REFERENCE = {"internet_users": 100, "fixed_broadband": 60, "mobile_subscriptions": 120}


def comparators(result: Result) -> pd.DataFrame:
    """Return measures of others by unit: liner connectivity, logistics, carriers' departures, ICT, GDP per capita."""
    values = result.edition.values.snapshot(result.edition.about.years[-1], result.edition.units)
    of = values.of
    people = of("population")
    liner = of("liner_access").where(values.source["liner_access"] == "unctad_lsci")
    rates = {
        "internet_users": of("internet_users"),
        "fixed_broadband": 100 * of("fixed_broadband") / people,
        "mobile_subscriptions": 100 * of("mobile_subscriptions") / people,
    }
    ict = pd.DataFrame({name: (rate / _REFERENCE[name]).clip(upper=1) for name, rate in rates.items()})
    return pd.DataFrame(
        {
            "liner shipping (UNCTAD)": liner,
            "logistics performance": of("logistics_performance"),
            "carrier departures": of("carrier_departures"),
            "ICT development": ict.mean(axis=1, skipna=False),
            "GDP per capita": of("gdp") / people,
        }
    )


def checked(result: Result) -> pd.DataFrame:
    """Return Spearman's rank correlation of the scores of nodes with the measures of others, over the pairs known."""
    others = comparators(result).reindex(result.scores.index)
    return pd.DataFrame({node: others.corrwith(result.scores[node], method="spearman") for node in NODES}).T


def rules(edition: ci.Edition) -> dict[str, pd.Series]:
    """Return the ranks of the index under five rules for what does not apply, the published one first.

    ``left out``: a dimension that does not apply is left out of the mean; the grid of islands without a line, too.
    ``zero``: it counts as 0. ``no border``: a gateway abroad is as good as a port at home, but for the distance.
    ``own geography``: a score is counted from the mean of the landlocked countries, of the islands, or of the others.
    """
    published = ci.build(edition)
    scores = published.scores
    table = edition.units.table
    landlocked = scores.index.isin(table.index[table["landlocked"] == "yes"])
    island = scores.index.isin(table.index[table["island"] == "yes"])
    leaves = _dimensions(published)
    through = _through(edition)
    gone = _changed(edition, dict.fromkeys(through, None))
    without = ci.build(gone).scores.reindex(scores.index)
    no_line = island & (scores["electricity"] <= scores["electricity"].min() + 1e-9)
    left_out = without[leaves].mask(
        pd.DataFrame({"electricity": no_line}, index=scores.index).reindex(columns=leaves, fill_value=False)
    )
    nothing = ci.build(_changed(edition, dict.fromkeys(through, 0.0))).scores.reindex(scores.index)
    double = ci.build(_changed(edition, {cell: 2 * value for cell, value in through.items()})).scores
    group = pd.Series("others", index=scores.index).mask(landlocked, "landlocked").mask(island, "island")
    relative = left_out - left_out.groupby(group).transform("mean") + left_out.mean()
    scores = {
        "gateway": scores["index"],
        "left out": _mean(published, left_out),
        "zero": _mean(published, nothing[leaves].fillna(0)),
        "no border": double["index"].reindex(scores.index),
        "own geography": _mean(published, relative),
    }
    return {name: score.rank(ascending=False, method="min") for name, score in scores.items()}


def _dimensions(result: Result) -> list[str]:
    return [node for pillar in _pillars(result) for node in pillar]


def _pillars(result: Result) -> list[list[str]]:
    return [[node.id for node in p.children] for p in result.edition.tree.children if isinstance(p, Node)]


def _mean(result: Result, dimensions: pd.DataFrame) -> pd.Series:
    """The index out of its dimensions, all of equal weight within their pillar, the pillars too."""
    pillars = [dimensions[nodes].mean(axis=1) for nodes in _pillars(result)]
    return pd.concat(pillars, axis=1).mean(axis=1)


def _through(edition: ci.Edition) -> dict[tuple[str, str], float]:
    """The cells that stand for a gateway."""
    table = edition.values.table
    rows = table[table["variable"].isin(THROUGH) & (table["source"] == "gateways") & table["value"].notna()]
    return {(unit, variable): float(value) for unit, variable, value in rows[["unit", "variable", "value"]].to_numpy()}


def _changed(edition: ci.Edition, cells: Mapping[tuple[str, str], float | None]) -> ci.Edition:
    """The edition with other values of these cells; None: not applicable."""
    table = edition.values.table
    keys = pd.MultiIndex.from_frame(table[["unit", "variable"]])
    new = pd.Series([cells.get(key) for key in keys], index=table.index, dtype=float)
    touched = pd.Series(keys.isin(list(cells)), index=table.index)
    status = table["status"].mask(touched & new.isna(), NOT_APPLICABLE)
    values = replace(edition.values, table=table.assign(value=table["value"].mask(touched, new), status=status))
    return replace(edition, values=values)


def main() -> None:
    """Write the tables to standard output."""
    edition = ci.world()
    ranks = pd.DataFrame(rules(edition))
    groups = edition.units.table.reindex(ranks.index)
    kind = pd.Series("others", index=ranks.index).mask(groups["landlocked"] == "yes", "landlocked")
    tables = (
        checked(ci.build(edition)).round(2),
        ranks.reindex(NAMED).astype("Int64"),
        ranks.corr(method="spearman").round(3),
        ranks.groupby(kind.mask(groups["island"] == "yes", "islands")).mean().round(1),
    )
    sys.stdout.write("\n\n".join(table.to_string() for table in tables) + "\n")


if __name__ == "__main__":
    main()
