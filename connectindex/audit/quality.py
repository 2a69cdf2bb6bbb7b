"""Data quality: what each indicator rests on, and the weight of the index by kind and age of its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.model.display import Brief
from connectindex.model.values import ESTIMATED, INCOMPLETE, NOT_APPLICABLE, OBSERVED
from connectindex.stages.origins import IMPUTED

if TYPE_CHECKING:
    from pandas import DataFrame

    from connectindex.pipeline.result import Result

AGES = (2, 5, 10)
"""Upper ends, in years before the index, of the classes of age."""


@dataclass(frozen=True, eq=False, repr=False)
class Quality(Brief):
    """Data quality of a result.

    Parameters
    ----------
    indicators
        As `data_quality` tabulates them.
    by_kind, by_age
        Weight of the observed cells, as `weight_by_kind` and `weight_by_age` tabulate it.
    incomplete
        Number of cells of ranked units that are known to be too low.
    """

    indicators: DataFrame
    by_kind: DataFrame
    by_age: DataFrame
    incomplete: int


def quality(result: Result) -> Quality:
    """Tabulate data quality by indicator, and the weight of the index by kind and age of its sources."""
    table = data_quality(result)
    known = int((table["incomplete"] * table["cells"]).round().sum())
    return Quality(table, weight_by_kind(result), weight_by_age(result), known)


def data_quality(result: Result) -> DataFrame:
    """Tabulate data quality by indicator, over the ranked units and the last year.

    Returns
    -------
    DataFrame, index indicator
        ``sources`` and ``kinds``: ids and kinds of the sources, joined by "; ", the most frequent first;
        ``median_year`` of the oldest observation behind a value; ``cells``: number of
        those that apply; ``observed``, ``estimated``, ``incomplete``,
        ``imputed``: shares of these cells, 0 to 1, the second and third among the first; ``weight``: share of the
        index; ``bias``: what the edition says is wrong with the figures.

    Examples
    --------
    >>> import connectindex as ci
    >>> table = data_quality(ci.build(ci.world()))
    >>> table.loc["air_partners", "kinds"], float(table["weight"].sum().round(6))
    ('community', 1.0)
    """
    cells = _cells(result)
    applies = cells[cells["origin"] != NOT_APPLICABLE]
    groups = applies.groupby("indicator", sort=False)
    kinds = _kinds(result)
    sources = groups["source"].agg(_ordered)
    origin = applies["origin"]
    indicator = applies.index.get_level_values("indicator")
    shares = {name: origin.isin(of).groupby(indicator, sort=False).mean() for name, of in _ORIGINS.items()}
    table = pd.DataFrame(
        {
            "sources": sources.map("; ".join),
            "kinds": sources.map(lambda ids: "; ".join(dict.fromkeys(k for i in ids if (k := kinds.get(i, ""))))),
            "median_year": groups["observed"].median(),
            "cells": groups.size(),
            **shares,
        }
    )
    table["weight"] = result.weights["effective"].reindex(table.index)
    table = table.reindex(list(result.edition.indicators)).rename_axis("indicator")
    table["bias"] = [i.bias for i in result.edition.indicators.values()]
    return table


def weight_by_kind(result: Result) -> DataFrame:
    """Tabulate the weight of the observed cells by kind of source.

    Each cell has its indicator's weight; one that rests on several kinds is divided among them.

    Returns
    -------
    DataFrame, index kind: ``weight``, shares that add up to 1.
    """
    cells = _observed(result)
    kinds = _kinds(result)
    of = [sorted({kinds.get(source, "") for source in ids.split("; ")}) for ids in cells["source"]]
    parts = pd.DataFrame({"kind": of, "weight": cells["weight"].to_numpy() / [len(k) for k in of]}).explode("kind")
    return _spread(parts.groupby("kind")["weight"].sum(), "kind")


def weight_by_age(result: Result) -> DataFrame:
    """Tabulate the weight of the observed cells by age, in years before the index.

    Returns
    -------
    DataFrame, index age (``0-2``, ``3-5``, ``6-10``, ``over 10``): ``weight``, shares that add up to 1.
    """
    cells = _observed(result)
    year = result.edition.about.years[-1]
    starts = (0, *(end + 1 for end in AGES[:-1]))
    labels = [*(f"{a}-{b}" for a, b in zip(starts, AGES, strict=True)), f"over {AGES[-1]}"]
    age = pd.cut(year - cells["observed"], [-np.inf, *AGES, np.inf], labels=labels)
    return _spread(cells["weight"].groupby(age, observed=False).sum(), "age")


_ORIGINS = {"observed": OBSERVED, "estimated": (ESTIMATED,), "incomplete": (INCOMPLETE,), "imputed": (IMPUTED,)}


def _ordered(column: pd.Series) -> list[str]:
    return list(dict.fromkeys(i for text in column[column != ""].value_counts().index for i in text.split("; ")))


def _kinds(result: Result) -> dict[str, str]:
    table = result.edition.sources.table
    return dict(table["kind"]) if "kind" in table else {}


def _cells(result: Result) -> DataFrame:
    """The cells of the ranked units in the last year."""
    cells = result.of_year(result.origins)
    ranked = result.of_year(result.scores["index"].dropna()).index
    return cells[cells.index.get_level_values("unit").isin(ranked)]


def _observed(result: Result) -> DataFrame:
    cells = _cells(result)
    cells = cells[cells["origin"].isin(OBSERVED)]
    weight = result.weights["effective"].reindex(cells.index.get_level_values("indicator"))
    return cells.assign(weight=weight.to_numpy())


def _spread(weights: pd.Series, name: str) -> DataFrame:
    return (weights / weights.sum()).rename("weight").rename_axis(name).to_frame()
