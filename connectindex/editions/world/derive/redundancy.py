"""Redundancy and silence of the world edition's indicators: correlations in their groups, and the index without each.

``python -m connectindex.editions.world.derive.redundancy`` prints the tables of ``docs/world-ranks.md``.
"""

import sys
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

import connectindex as ci
from connectindex.editions.world.derive.ranks import checked
from connectindex.model.tree import Node
from connectindex.pipeline.result import Result

REDUNDANT = 0.8
CHECKS = ("redundant", "silent", "negative", "reliability")


def pairs(result: Result) -> pd.DataFrame:
    """Return the pairs of indicators whose scores correlate by 0.8 or more, by Spearman or by Pearson."""
    scores = result.stage("normalised")
    rank, line = scores.corr(method="spearman"), scores.corr()
    names = list(scores.columns)
    rows = [
        (a, b, rank.loc[a, b], line.loc[a, b])
        for k, a in enumerate(names)
        for b in names[k + 1 :]
        if max(rank.loc[a, b], line.loc[a, b]) >= REDUNDANT
    ]
    table = pd.DataFrame(rows, columns=["one", "other", "spearman", "pearson"])
    return table.sort_values("spearman", ascending=False, ignore_index=True)


def silence(result: Result) -> pd.DataFrame:
    """Return Pearson's correlation of each indicator with its group and with the index."""
    members = ci.coherence(result).members.reset_index()
    rows = members[members["member"].isin(list(result.edition.indicators))]
    return rows.set_index("member")[["node", "effective", "r", "r_index"]]


def without(edition: ci.Edition, names: Iterable[str] = ()) -> pd.DataFrame:
    """Return what leaving out an indicator, or each, does: shift of ranks, agreement with logistics and income.

    Returns
    -------
    DataFrame, index indicator, ``published`` first
    """
    published = ci.build(edition)
    ranks = published.ranks["index"]
    rows = {"published": (0.0, 0, *_agreement(published))}
    for name in names or edition.indicators:
        indicators = {k: v for k, v in edition.indicators.items() if k != name}
        result = ci.build(replace(edition, tree=_pruned(edition.tree, name), indicators=indicators))
        shift = (result.ranks["index"] - ranks).abs().dropna()
        rows[name] = (float(shift.mean()), int(shift.max()), *_agreement(result))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["mean", "largest", "logistics", "income"])


def _agreement(result: Result) -> tuple[float, float]:
    table = checked(result).loc["index"]
    return float(table["logistics performance"]), float(table["GDP per capita"])


def _pruned(node: Node, name: str) -> Node:
    """The tree without an indicator."""
    kept = [_pruned(c, name) if isinstance(c, Node) else c for c in node.children if c.id != name]
    return replace(node, children=tuple(kept))


def main() -> None:
    """Write the tables to standard output."""
    edition = ci.world()
    result = ci.build(edition)
    checks = ci.coherence(result).verdicts
    tables = (
        pairs(result).round(2),
        silence(result).round(2),
        without(edition).round(3),
        checks[checks["check"].isin(CHECKS) & (checks["verdict"] != "pass")][["check", "node", "value", "verdict"]],
    )
    sys.stdout.write("\n\n".join(table.to_string() for table in tables) + "\n")


if __name__ == "__main__":
    main()
