"""Links against what a gravity model predicts, as measures that an edition may name by their word in index.toml."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.gravity.fit import gravity
from connectindex.gravity.ratios import of_pairs
from connectindex.gravity.spec import Gravity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pandas import DataFrame, Series

    from connectindex.model.dyads import Dyads

RATIO, SHORTFALL = "ratio", "shortfall"


def _ratio(sums: DataFrame) -> Series:
    """Links per hundred predicted."""
    return 100 * sums["observed"] / sums["expected"]


def _shortfall(sums: DataFrame) -> Series:
    """Predicted links that are not there."""
    return sums["lacking"]


MEASURES: Mapping[str, Callable[[DataFrame], Series]] = {RATIO: _ratio, SHORTFALL: _shortfall}


def from_potential(spec: Gravity, measure: str) -> dict[str, Any]:
    """Return the needs and the formula of an indicator that holds links against a gravity model.

    Parameters
    ----------
    spec
        The model; its expected numbers alone count here, and so no family is tried for the variance.
    measure
        One of `MEASURES`: observed links per hundred expected; or expected minus observed links, 0 where there are
        more than expected, of a unit summed over its partners. Of pairs of a directed mode both directions are added.
        Missing where a unit, or an end of the pair, takes no part in the model.
    """
    # plain values, which manifests hold
    model = asdict(replace(spec, family="poisson") if spec.family == "auto" else spec)

    def compute(dyads: Dyads) -> Series:
        return MEASURES[measure](_sums(dyads, Gravity(**model)))

    return {"needs": spec.modes, "of_partners": spec.variables, "compute": compute}


def _sums(dyads: Dyads, model: Gravity) -> DataFrame:
    """Sums of observed, expected and lacking links of each unit that is compared, or each pair."""
    fit = gravity(dyads if dyads.ends is None else dyads.ends.links, model)
    pairs = fit.pairs.assign(lacking=(fit.pairs["expected"] - fit.pairs["observed"]).clip(lower=0))
    if dyads.ends is None:
        # of directed modes the links that start at the unit count
        turned = pairs.swaplevel().rename_axis(["unit", "partner"])
        seen = pairs if fit.design.directed else pd.concat([pairs, turned])
        return seen.groupby("unit").sum().reindex(dyads.units.codes)
    return of_pairs(pairs, dyads.ends.first, dyads.ends.second).set_axis(dyads.units.codes)
