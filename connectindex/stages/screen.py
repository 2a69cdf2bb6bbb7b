"""Screen: which units have enough data to be scored, and why the others have not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np
import pandas as pd

from connectindex.model.figures import percentage
from connectindex.model.words import Commas, Name, Semicolons, Words, phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame, Index, Series

    from connectindex.model.tree import Node

    Kept = NDArray[np.bool_]


class Screening(Protocol):
    """A rule that says which units stay."""

    kind: ClassVar[str]

    @property
    def reads_values(self) -> bool:
        """Tell whether the rule reads the values themselves, and not only which are missing."""
        ...

    def reasons(self, table: DataFrame, observed: DataFrame, applicable: DataFrame, tree: Node) -> Series:
        """List the reasons why each unit is left out; empty where it stays."""
        ...

    def kept(self, values: NDArray[np.float64], observed: Kept, applicable: DataFrame, tree: Node) -> Kept:
        """Find the units that stay in each of many tables: (tables, units); the labels are those of `applicable`."""
        ...

    def words(self) -> str:
        """Describe the rule in words, for the methodology annex."""
        ...


SLACK = 1e-12  # a share of 0.6 of 15 is 9, whatever their product says


@dataclass(frozen=True, slots=True)
class NoScreening:
    """Every unit stays."""

    kind: ClassVar[str] = "none"
    reads_values: ClassVar[bool] = False

    def reasons(self, table: DataFrame, observed: DataFrame, applicable: DataFrame, tree: Node) -> Series:  # noqa: ARG002
        """Return no reasons: no unit is left out."""
        return pd.Series("", index=table.index, dtype=object)

    def kept(self, values: NDArray[np.float64], observed: Kept, applicable: DataFrame, tree: Node) -> Kept:  # noqa: ARG002
        """Keep all units."""
        return np.ones(values.shape[:2], dtype=bool)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase("All {many} are scored, whatever their data coverage.")


@dataclass(frozen=True, slots=True)
class Coverage:
    """A unit stays when it has enough of the indicators that apply to it.

    Parameters
    ----------
    unit
        Least share of observed indicators among those that apply.
    nodes
        The same for single nodes, by id.
    zeros
        Least share of values other than zero among the observed ones.
    keep, drop
        Units that stay or go whatever their data.
    """

    unit: float = 0.0
    nodes: Mapping[str, float] = field(default_factory=dict)
    zeros: float = 0.0
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    kind: ClassVar[str] = "coverage"

    def __post_init__(self) -> None:
        if not all(0 <= share <= 1 for share in (self.unit, self.zeros, *self.nodes.values())):
            raise ValueError("unit, zeros and those of nodes must be shares from 0 to 1")

    @property
    def reads_values(self) -> bool:
        """Tell whether the rule counts zeros."""
        return self.zeros > 0

    def reasons(self, table: DataFrame, observed: DataFrame, applicable: DataFrame, tree: Node) -> Series:
        """List every rule that a unit breaks, with semicolons between them."""
        reasons: list[list[Words]] = [[] for _ in table.index]
        seen = observed[table.columns].to_numpy()
        for node, limit, have, may in self._counted(seen, applicable[table.columns], tree):
            for row in np.flatnonzero(have < limit * may - SLACK):
                counts = {"have": int(have[row]), "may": int(may[row]), "share": percentage(limit)}
                reasons[row].append(
                    phrase("all indicators: {have} of {may} observed, {share} required", **counts)
                    if node is tree
                    else phrase("{group}: {have} of {may} observed, {share} required", group=Name(node.name), **counts)
                )
        if self.zeros:
            shares = _other_than_zero(table.to_numpy(), seen)
            for row in np.flatnonzero(shares < self.zeros):
                zeros, share = percentage(shares[row]), percentage(self.zeros)
                reasons[row].append(
                    phrase("{zeros} of the values are not zero, {share} required", zeros=zeros, share=share)
                )
        joined = ["" if unit in self.keep else _joined(r) for unit, r in zip(table.index, reasons, strict=True)]
        # not Series.mask, which makes plain text of a sentence
        named = [
            phrase("excluded by the authors") if u in self.drop else r for u, r in zip(table.index, joined, strict=True)
        ]
        return pd.Series(named, index=table.index, dtype=object)

    def kept(self, values: NDArray[np.float64], observed: Kept, applicable: DataFrame, tree: Node) -> Kept:
        """Find the units that break no rule."""
        stay = np.ones(values.shape[:2], dtype=bool)
        for _, limit, have, may in self._counted(observed, applicable, tree):
            stay &= have >= limit * may - SLACK
        if self.zeros:
            stay &= ~(_other_than_zero(values, observed) < self.zeros)
        units: Index = applicable.index
        return np.asarray((stay | units.isin(self.keep)) & ~units.isin(self.drop))

    def _counted(
        self, observed: Kept, applicable: DataFrame, tree: Node
    ) -> Iterator[tuple[Node, float, NDArray[np.int64], NDArray[np.int64]]]:
        """Of each node that has a limit: the limit, how many indicators were observed, and how many apply."""
        for node in (tree, *(tree.find(n) for n in self.nodes)):
            columns = applicable.columns.get_indexer([leaf.id for leaf in node.leaves()])
            have = observed[..., columns].sum(axis=-1)
            may = applicable.to_numpy(dtype=bool)[:, columns].sum(axis=-1)
            yield node, self.unit if node is tree else self.nodes[node.id], have, may

    def words(self) -> Words:
        """Describe the rule in words."""
        rules = []
        if self.unit:
            rules.append(phrase("at least {share} of the applicable indicators", share=percentage(self.unit)))
        for node, share in self.nodes.items():
            rules.append(phrase("at least {share} of those in {node}", share=percentage(share), node=node))
        if self.zeros:
            rules.append(phrase("at least {share} of values other than zero", share=percentage(self.zeros)))
        return sentences(
            phrase("To be ranked, {many} must have {rules}.", rules=Commas(rules or [phrase("any data")])),
            phrase("Included by the authors: {units}.", units=Commas(self.keep)) if self.keep else "",
            phrase("Excluded by the authors: {units}.", units=Commas(self.drop)) if self.drop else "",
        )


def _joined(reasons: Sequence[Words]) -> str:
    if len(reasons) < 2:
        return reasons[0] if reasons else ""
    return Words("{reasons}", {"reasons": Semicolons(reasons)})


def _other_than_zero(values: NDArray[np.float64], observed: Kept) -> NDArray[np.float64]:
    """Share of values other than zero among the observed ones; missing where none was."""
    with np.errstate(invalid="ignore"):
        return np.asarray(((values != 0) & observed).sum(axis=-1) / observed.sum(axis=-1))


SCREENINGS: Mapping[str, type[Screening]] = {"none": NoScreening, "coverage": Coverage}


def screen(
    table: DataFrame, method: Screening, observed: DataFrame, applicable: DataFrame, tree: Node
) -> tuple[DataFrame, Series]:
    """Keep the units with enough data.

    Parameters
    ----------
    table
        Units x indicators, imputed or not.
    method
        The rule.
    observed
        True where a cell was observed, not filled.
    applicable
        False where an indicator does not apply.
    tree
        Gives the nodes that rules name.

    Returns
    -------
    table, left_out
        The rows that stay; reasons by unit for those that do not.
    """
    reasons = method.reasons(table, observed, applicable, tree)
    out = reasons != ""
    return table[~out], reasons[out].rename("reason")
