"""Impute: fill cells that are missing, never the ones that do not apply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame, Series

    from connectindex.model.units import Units


class Imputation(Protocol):
    """A rule that fills missing cells."""

    kind: ClassVar[str]

    def filled(self, table: DataFrame, units: Units) -> DataFrame:
        """The table with its missing cells filled where the rule can."""
        ...

    def words(self) -> str:
        """The rule in words, for the methodology annex."""
        ...


@dataclass(frozen=True, slots=True)
class NoImputation:
    """Missing cells stay missing."""

    kind: ClassVar[str] = "none"

    def filled(self, table: DataFrame, units: Units) -> DataFrame:  # noqa: ARG002
        """The table as it is."""
        return table

    def words(self) -> str:
        """The rule in words."""
        return "Missing values are not filled: a group's score rests on the indicators a unit has."


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the indicator over all units."""

    kind: ClassVar[str] = "mean"

    def filled(self, table: DataFrame, units: Units) -> DataFrame:  # noqa: ARG002
        """Missing cells take the column's mean."""
        return table.fillna(table.mean())

    def words(self) -> str:
        """The rule in words."""
        return "Missing values take the mean of the indicator over all units."


@dataclass(frozen=True, slots=True)
class Median:
    """The median of the indicator over all units."""

    kind: ClassVar[str] = "median"

    def filled(self, table: DataFrame, units: Units) -> DataFrame:  # noqa: ARG002
        """Missing cells take the column's median."""
        return table.fillna(table.median())

    def words(self) -> str:
        """The rule in words."""
        return "Missing values take the median of the indicator over all units."


@dataclass(frozen=True, slots=True)
class GroupMean:
    """The mean of the indicator over the units of the same group."""

    group: str
    kind: ClassVar[str] = "group_mean"

    def filled(self, table: DataFrame, units: Units) -> DataFrame:
        """Missing cells take the group's mean; units without a group, and empty groups, stay."""
        labels = _labels(table, units, self.group)
        return table.fillna(table.groupby(labels).transform("mean"))

    def words(self) -> str:
        """The rule in words."""
        return f"Missing values take the mean of the indicator over the units of the same {self.group}."


@dataclass(frozen=True, slots=True)
class GroupMedian:
    """The median of the indicator over the units of the same group."""

    group: str
    kind: ClassVar[str] = "group_median"

    def filled(self, table: DataFrame, units: Units) -> DataFrame:
        """Missing cells take the group's median; units without a group, and empty groups, stay."""
        labels = _labels(table, units, self.group)
        return table.fillna(table.groupby(labels).transform("median"))

    def words(self) -> str:
        """The rule in words."""
        return f"Missing values take the median of the indicator over the units of the same {self.group}."


IMPUTATIONS: Mapping[str, type[Imputation]] = {
    "none": NoImputation,
    "mean": Mean,
    "median": Median,
    "group_mean": GroupMean,
    "group_median": GroupMedian,
}


def impute(table: DataFrame, method: Imputation, units: Units, applicable: DataFrame) -> tuple[DataFrame, DataFrame]:
    """Fill the missing cells that apply.

    Parameters
    ----------
    table
        Units x indicators.
    method
        The rule.
    units
        Give the groups.
    applicable
        Units x indicators, False where an indicator does not apply to a unit: such a cell stays
        missing whatever the rule.

    Returns
    -------
    table, imputed
        The filled table, and a table of True where a cell was filled.
    """
    filled = method.filled(table, units)
    filled = filled.where(applicable | table.notna())
    return filled, filled.notna() & table.isna()


def _labels(table: DataFrame, units: Units, group: str) -> Series:
    labels = units.table[group].reindex(table.index)
    return labels.where(labels != "")
