"""Screen: which units have enough data to be scored, and why the others have not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol

import pandas as pd

from connectindex.model.words import Commas, Figure, Words, message, said, sentences

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from connectindex.model.tree import Node


class Screening(Protocol):
    """A rule that says which units stay."""

    kind: ClassVar[str]

    def reasons(self, table: DataFrame, observed: DataFrame, applicable: DataFrame, tree: Node) -> Series:
        """Why each unit is left out; empty where it stays."""
        ...

    def words(self) -> str:
        """The rule in words, for the methodology annex."""
        ...


# what a reason says, made by column here and read back where it is said in another language
REASONS = (
    message("all indicators: {have} of {may} observed, {share} needed"),
    message("{group}: {have} of {may} observed, {share} needed"),
    message("{zeros} of the values are not zero, {share} needed"),
    message("left out by name"),
)


@dataclass(frozen=True, slots=True)
class NoScreening:
    """Every unit stays."""

    kind: ClassVar[str] = "none"

    def reasons(self, table: DataFrame, observed: DataFrame, applicable: DataFrame, tree: Node) -> Series:  # noqa: ARG002
        """Nothing is left out."""
        return pd.Series("", index=table.index, dtype=object)

    def words(self) -> Words:
        """The rule in words."""
        return said("All units are scored, whatever their coverage.")


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

    def reasons(self, table: DataFrame, observed: DataFrame, applicable: DataFrame, tree: Node) -> Series:
        """Every rule a unit breaks, joined by "; "."""
        found = []
        for node in (tree, *(tree.find(n) for n in self.nodes)):
            limit = self.unit if node is tree else self.nodes[node.id]
            columns = [leaf.id for leaf in node.leaves()]
            have = observed[columns].sum(axis=1)
            may = applicable[columns].sum(axis=1)
            where = "all indicators" if node is tree else node.name
            low = have < limit * may - 1e-12
            words = where + ": " + have.astype(str) + " of " + may.astype(str) + f" observed, {limit:.0%} needed"
            found.append(words.where(low, ""))
        if self.zeros:
            share = ((table != 0) & observed).sum(axis=1) / observed.sum(axis=1)
            percent = (100 * share).round().astype("Int64").astype(str)
            words = percent + f"% of the values are not zero, {self.zeros:.0%} needed"
            found.append(words.where(share < self.zeros, ""))
        joined = found[0]
        for more in found[1:]:
            joined = joined + more.where((joined == "") | (more == ""), "; " + more)
        joined = joined.mask(table.index.isin(self.keep), "")
        return joined.mask(table.index.isin(self.drop), "left out by name")

    def words(self) -> Words:
        """The rule in words."""
        rules = []
        if self.unit:
            rules.append(said("at least {share} of the indicators that apply to it", share=_percent(self.unit)))
        for node, share in self.nodes.items():
            rules.append(said("at least {share} of those in {node}", share=_percent(share), node=node))
        if self.zeros:
            rules.append(said("at least {share} of values other than zero", share=_percent(self.zeros)))
        return sentences(
            said("A unit is ranked when it has {rules}.", rules=Commas(rules or [said("any data")])),
            said("Kept in by name: {units}.", units=Commas(self.keep)) if self.keep else "",
            said("Left out by name: {units}.", units=Commas(self.drop)) if self.drop else "",
        )


def _percent(share: float) -> Figure:
    return Figure(f"{share:.0%}")


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
        Gives the nodes that rules speak of.

    Returns
    -------
    table, left_out
        The rows that stay; reasons by unit for those that do not.
    """
    reasons = method.reasons(table, observed, applicable, tree)
    out = reasons != ""
    return table[~out], reasons[out].rename("reason")
