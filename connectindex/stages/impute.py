"""Impute: fill cells that are missing, never the ones that do not apply."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np
import pandas as pd

from connectindex.model.words import Words, phrase, phrase_n

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame, Series

    from connectindex.model.units import Units

GROUP_WORDS = {
    "region": phrase("region"),
    "subregion": phrase("subregion"),
    "income": phrase("income group"),
}
"""The usual columns of groups, as a sentence names them."""


class Imputation(Protocol):
    """A rule that fills missing cells.

    `over_years`: whether the rule reads the years of a panel together (the table is then indexed by
    year and unit); else it is given one year at a time. `by_column`: whether a column is filled from
    itself alone, so that many draws can be columns of one table.
    """

    kind: ClassVar[str]
    over_years: ClassVar[bool]
    by_column: ClassVar[bool]

    def filled(self, table: DataFrame, units: Units) -> DataFrame:
        """Fill the missing cells of the table where the rule can."""
        ...

    def words(self) -> str:
        """Describe the rule in words, for the methodology annex."""
        ...


@dataclass(frozen=True, slots=True)
class NoImputation:
    """Missing cells stay missing."""

    kind: ClassVar[str] = "none"
    over_years: ClassVar[bool] = False
    by_column: ClassVar[bool] = True

    def filled(self, table: DataFrame, units: Units) -> DataFrame:  # noqa: ARG002
        """Return the table as it is."""
        return table

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase("Missing values are not imputed: the score of a group is based on the available indicators.")


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the indicator over all units."""

    kind: ClassVar[str] = "mean"
    over_years: ClassVar[bool] = False
    by_column: ClassVar[bool] = True

    def filled(self, table: DataFrame, units: Units) -> DataFrame:  # noqa: ARG002
        """Fill missing cells with the column's mean."""
        return table.fillna(table.mean())

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase("Missing values are replaced by the mean of the indicator over all {many}.")


@dataclass(frozen=True, slots=True)
class Median:
    """The median of the indicator over all units."""

    kind: ClassVar[str] = "median"
    over_years: ClassVar[bool] = False
    by_column: ClassVar[bool] = True

    def filled(self, table: DataFrame, units: Units) -> DataFrame:  # noqa: ARG002
        """Fill missing cells with the column's median."""
        return table.fillna(table.median())

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase("Missing values are replaced by the median of the indicator over all {many}.")


@dataclass(frozen=True, slots=True)
class GroupMean:
    """The mean of the indicator over the units of the same group."""

    group: str
    kind: ClassVar[str] = "group_mean"
    over_years: ClassVar[bool] = False
    by_column: ClassVar[bool] = True

    def filled(self, table: DataFrame, units: Units) -> DataFrame:
        """Fill missing cells with the group's mean; units without a group, and empty groups, stay missing."""
        labels = _labels(table, units, self.group)
        return table.fillna(table.groupby(labels).transform("mean"))

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Missing values are replaced by the mean of the indicator over the {many} of the same {group}.",
            group=GROUP_WORDS.get(self.group, self.group.replace("_", " ")),
        )


@dataclass(frozen=True, slots=True)
class GroupMedian:
    """The median of the indicator over the units of the same group."""

    group: str
    kind: ClassVar[str] = "group_median"
    over_years: ClassVar[bool] = False
    by_column: ClassVar[bool] = True

    def filled(self, table: DataFrame, units: Units) -> DataFrame:
        """Fill missing cells with the group's median; units without a group, and empty groups, stay missing."""
        labels = _labels(table, units, self.group)
        return table.fillna(table.groupby(labels).transform("median"))

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Missing values are replaced by the median of the indicator over the {many} of the same {group}.",
            group=GROUP_WORDS.get(self.group, self.group.replace("_", " ")),
        )


@dataclass(frozen=True, slots=True)
class Knn:
    """k nearest neighbours: the mean of the units that are most alike on the indicators that both have.

    Indicators are standardised for the distances (scikit-learn's KNNImputer).

    Parameters
    ----------
    neighbours
        How many units are averaged.
    """

    neighbours: int = 5
    kind: ClassVar[str] = "knn"
    over_years: ClassVar[bool] = False
    by_column: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if self.neighbours < 1:
            raise ValueError("neighbours must be 1 or more")

    def filled(self, table: DataFrame, units: Units) -> DataFrame:
        """Fill missing cells with the mean of the nearest units that have the indicator."""
        del units
        from sklearn.impute import KNNImputer  # noqa: PLC0415 - seconds to import, for this rule only

        return _standardised(table, lambda z: KNNImputer(n_neighbors=self.neighbours).fit_transform(z))

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase_n(
            "Missing values are replaced by the value of the {one} most similar on the other indicators.",
            ("Missing values are replaced by the mean of the {number} {many} most similar on the other indicators."),
            self.neighbours,
        )


@dataclass(frozen=True, slots=True)
class Chained:
    """Chained equations: each indicator is regressed on all others, in turns, until the filled values settle.

    Bayesian ridge regression on standardised indicators (scikit-learn's IterativeImputer; van Buuren
    & Groothuis-Oudshoorn 2011). `draws` gives multiple imputations, with the regressions' noise.

    Parameters
    ----------
    rounds
        Turns at most.
    seed
        Of the noise in draws.
    draw
        0 fills with expected values; k with the k-th multiple imputation. An audit of robustness
        that varies imputation among several draws carries their spread into the rank intervals.
    """

    rounds: int = 20
    seed: int = 0
    draw: int = 0
    kind: ClassVar[str] = "chained"
    over_years: ClassVar[bool] = False
    by_column: ClassVar[bool] = False

    def filled(self, table: DataFrame, units: Units) -> DataFrame:
        """Fill missing cells with their expected values, or with those of one draw."""
        del units
        return self._drawn(table, self.draw)

    def draws(self, table: DataFrame, number: int) -> list[DataFrame]:
        """Compute multiple imputations: `number` filled tables, each with its own noise.

        Draw k depends on the seed and on k only, not on how many draws there are.
        """
        return [self._drawn(table, k) for k in range(1, number + 1)]

    def _drawn(self, table: DataFrame, draw: int) -> DataFrame:
        seed = int(np.random.SeedSequence([self.seed, draw]).generate_state(1)[0])
        return _standardised(table, self._imputer(sample=draw > 0, seed=seed))

    def _imputer(self, *, sample: bool, seed: int) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
        from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415
        from sklearn.experimental import enable_iterative_imputer  # noqa: F401, PLC0415
        from sklearn.impute import IterativeImputer  # noqa: PLC0415

        def impute(z: NDArray[np.float64]) -> NDArray[np.float64]:
            imputer = IterativeImputer(max_iter=self.rounds, sample_posterior=sample, random_state=seed % 2**32)
            with warnings.catch_warnings():
                # the last turn is used either way; with noise in every draw it never settles
                warnings.simplefilter("ignore", ConvergenceWarning)
                return np.asarray(imputer.fit_transform(z))

        return impute

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase("Missing values are predicted by chained regressions on all other indicators.")


@dataclass(frozen=True, slots=True)
class Interpolate:
    """Linear interpolation between the years around a gap; the nearest year's value outside.

    Parameters
    ----------
    max_age
        Outside, at most this many years from the nearest value; None: any.
    """

    max_age: int | None = None
    kind: ClassVar[str] = "interpolate"
    over_years: ClassVar[bool] = True
    by_column: ClassVar[bool] = True

    def filled(self, table: DataFrame, units: Units) -> DataFrame:
        """Fill missing cells of a panel by linear interpolation, by unit and indicator."""
        del units
        x, years = _by_year(table)
        place = np.where(np.isnan(x), np.nan, years[:, None, None])
        before = _carried(place)
        after = _carried(place[::-1])[::-1]
        low, high = _carried(x), _carried(x[::-1])[::-1]
        with np.errstate(invalid="ignore", divide="ignore"):
            share = (years[:, None, None] - before) / (after - before)
        line = np.where(after > before, low + share * (high - low), np.nan)
        ends = np.where(np.isnan(low), high, low)
        distance = np.where(np.isnan(low), after - years[:, None, None], years[:, None, None] - before)
        near = np.isnan(line) & ((distance <= self.max_age) if self.max_age is not None else True)
        return _as_table(np.where(~np.isnan(x), x, np.where(near, ends, line)), table)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase("Missing values of a panel are interpolated between the years around them.")


@dataclass(frozen=True, slots=True)
class CarryForward:
    """Last observation carried forward: the last value before the gap.

    Parameters
    ----------
    max_age
        At most this many years old; None: any.
    """

    max_age: int | None = None
    kind: ClassVar[str] = "carry_forward"
    over_years: ClassVar[bool] = True
    by_column: ClassVar[bool] = True

    def filled(self, table: DataFrame, units: Units) -> DataFrame:
        """Fill missing cells of a panel with the last observation, by unit and indicator."""
        del units
        x, years = _by_year(table)
        seen = _carried(np.where(np.isnan(x), np.nan, years[:, None, None]))
        age = years[:, None, None] - seen
        carried = _carried(x)
        return _as_table(carried if self.max_age is None else np.where(age <= self.max_age, carried, x), table)

    def words(self) -> Words:
        """Describe the rule in words."""
        if self.max_age is None:
            return phrase("Missing values of a panel are replaced by the last value before.")
        return phrase_n(
            "Missing values of a panel are replaced by the last value before, at most {number} year old.",
            "Missing values of a panel are replaced by the last value before, at most {number} years old.",
            self.max_age,
        )


IMPUTATIONS: Mapping[str, type[Imputation]] = {
    "none": NoImputation,
    "mean": Mean,
    "median": Median,
    "group_mean": GroupMean,
    "group_median": GroupMedian,
    "knn": Knn,
    "chained": Chained,
    "interpolate": Interpolate,
    "carry_forward": CarryForward,
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


def _standardised(table: DataFrame, impute: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> DataFrame:
    """Imputed on columns of mean 0 and deviation 1, and converted back; columns without data stay."""
    inorder = table.sort_index(axis=1)  # otherwise regressions in turn would depend on the order of the indicators
    x = inorder.to_numpy(dtype=float)
    has_data = ~np.isnan(x).all(axis=0)
    part = x[:, has_data]
    mean, spread = np.nanmean(part, axis=0), np.nanstd(part, axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    out = x.copy()
    out[:, has_data] = np.where(np.isnan(part), impute((part - mean) / spread) * spread + mean, part)
    return pd.DataFrame(out, index=table.index, columns=inorder.columns)[table.columns]


def _by_year(table: DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A panel as an array (years, units, indicators), and its years."""
    years = table.index.unique("year")
    codes = table.index.unique("unit")
    whole = table.reindex(pd.MultiIndex.from_product([years, codes], names=["year", "unit"]))
    return whole.to_numpy(dtype=float).reshape(len(years), len(codes), -1), years.to_numpy(dtype=float)


def _as_table(x: NDArray[np.float64], like: DataFrame) -> DataFrame:
    years, codes = like.index.unique("year"), like.index.unique("unit")
    index = pd.MultiIndex.from_product([years, codes], names=["year", "unit"])
    return pd.DataFrame(x.reshape(len(index), -1), index=index, columns=like.columns).reindex(like.index)


def _carried(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The last value along the first axis, at or before each place."""
    place = np.where(np.isnan(x), 0, np.arange(len(x))[:, None, None])
    return np.asarray(np.take_along_axis(x, np.maximum.accumulate(place, axis=0), axis=0))
