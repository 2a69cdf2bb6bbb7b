"""Potential: links of each unit and pair against those predicted from size, distance and borders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.errors import InputError, Problem, did_you_mean, unknown
from connectindex.gravity.fit import gravity
from connectindex.gravity.ratios import pair_ratios, unit_ratios
from connectindex.model.display import counted, described, html, named
from connectindex.pipeline.measure import dyads_of
from connectindex.pipeline.result import Result, edition_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame

    from connectindex.edition.model import Edition
    from connectindex.gravity.fit import GravityFit
    from connectindex.model.dyads import Dyads

SHOWN = 0.5
"""Pairs without a link are published where at least so many were expected."""


@dataclass(frozen=True, eq=False)
class Potential:
    """Links of an edition against gravity models.

    Tables have ``model`` first in their index: the id in ``[potential.ID]``.

    Parameters
    ----------
    fits
        The fitted models, by id.
    units
        Index (model, unit): ``observed``, ``expected``, ``ratio``, ``low``, ``high``,
        ``expected_error``, as `connectindex.gravity.ratios.unit_ratios` says.
    pairs
        Index (model, unit, partner): the same without the last, for every possible pair.
    coefficients
        Index (model, family, term): ``estimate``, ``error``, ``z``, ``p``, ``low``, ``high``.
    tests
        Index (model, test): ``statistic``, ``p``, ``finding``.
    dropped
        ``model``, ``unit``, ``reason``: units that take no part.
    names
        Of the units, by code.
    """

    fits: Mapping[str, GravityFit]
    units: DataFrame
    pairs: DataFrame
    coefficients: DataFrame
    tests: DataFrame
    dropped: DataFrame
    names: Mapping[str, str] = field(default_factory=dict)

    def plot(self, model: str = "") -> Any:
        """Draw observed links of the units against expected ones with Vega-Altair; the first model unless one is named.

        Raises
        ------
        KeyError
            There is no such model.
        InputError
            Altair is not installed: ``pip install 'connectindex[plot]'``.
        """
        from connectindex.plots.scores import scatter  # noqa: PLC0415 - only charts need it

        chosen = model or next(iter(self.fits))
        if chosen not in self.fits:
            raise unknown("model", chosen, self.fits)
        table = self.units.loc[chosen].rename(columns={"expected": "x", "observed": "y"})
        table = table.assign(name=[self.names.get(str(u), str(u)) for u in table.index])[["name", "x", "y"]]
        # a logarithm has no zero
        table = table[(table["x"] > 0) & (table["y"] > 0)]
        axes = ("expected links", "observed links")
        return scatter(table, axes, f"Links against a gravity model: {chosen}", logged=(True, True), equal=True)

    def __repr__(self) -> str:
        units = self.units.index.get_level_values("unit").nunique()
        return described(
            type(self).__name__, ", ".join(self.fits), counted(units, "unit"), counted(len(self.pairs), "pair")
        )

    def _repr_html_(self) -> str:
        """Coefficients, and the units with the most links for their size and place, for a notebook."""
        most = self.units.sort_values("ratio", ascending=False, kind="stable")
        return html(f"Gravity models: {', '.join(self.fits)}", self.coefficients, named(most, self.names))

    def tables(self) -> dict[str, DataFrame]:
        """Return flat tables to publish; of the pairs those linked, or expected to be by at least a half."""
        shown = self.pairs[(self.pairs["observed"] > 0) | (self.pairs["expected"] >= SHOWN)]
        return {
            "potential": self.units.reset_index(),
            "potential_pairs": shown.reset_index(),
            "potential_coefficients": self.coefficients.reset_index(),
            "potential_tests": self.tests.reset_index(),
            "potential_dropped": self.dropped,
        }


def potential(source: Edition | Result, year: int | None = None) -> Potential:
    """Fit the gravity models of an edition, as ``[potential]`` sets them, and compare links with them.

    Parameters
    ----------
    source
        An edition, or a Result (whose links are there already).
    year
        Year of a panel; None: the last.

    Raises
    ------
    InputError
        The edition sets no model, does not have this year, or a model cannot be fitted; the problems of
        all models together.

    Examples
    --------
    >>> import connectindex as ci
    >>> expected = ci.potential(ci.world())
    >>> expected.units.loc["air"].sum().round()[["observed", "expected"]].tolist()
    [23696.0, 23696.0]
    """
    edition = edition_of(source, "potential source")
    chosen = edition.about.years[-1] if year is None else year
    problems = []
    if not edition.potential:
        hint = "add a section such as [potential.air] with the mode of links to be explained"
        problems.append(Problem("potential", "needs a model in index.toml", "none", hint))
    if chosen not in edition.about.years:
        hint = did_you_mean(str(chosen), map(str, edition.about.years))
        problems.append(Problem("potential", "must be a year of the edition", str(chosen), hint))
    if problems:
        raise InputError(problems)
    return expected(edition, source.network[chosen] if isinstance(source, Result) else dyads_of(edition, chosen))


def expected(edition: Edition, dyads: Dyads) -> Potential:
    """Fit the gravity models of an edition to the links of a year."""
    fits = _fitted(edition, dyads)
    return Potential(
        fits=fits,
        units=_joined({name: unit_ratios(f) for name, f in fits.items()}),
        pairs=_joined({name: pair_ratios(f) for name, f in fits.items()}),
        coefficients=_joined({name: f.coefficients for name, f in fits.items()}),
        tests=_joined({name: f.tests for name, f in fits.items()}),
        dropped=_joined({name: f.dropped for name, f in fits.items()}).reset_index("model").reset_index(drop=True),
        names={str(u): str(name) for u, name in edition.ends.names.items()},
    )


def _fitted(edition: Edition, dyads: Dyads) -> dict[str, GravityFit]:
    fits: dict[str, GravityFit] = {}
    problems: list[Problem] = []
    for name, model in edition.potential.items():
        try:
            fits[name] = gravity(dyads, model)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return fits


def _joined(tables: Mapping[str, DataFrame]) -> DataFrame:
    return pd.concat(tables, names=["model"])
