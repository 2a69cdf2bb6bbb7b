"""Scaling: the one way from values to scores of indicators, by the scale of their data or by a frozen one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from connectindex.errors import InputError, Problem, limited, shown
from connectindex.stages.frozen import freeze, frozen_array, functions_of
from connectindex.stages.normalise import from_ideal, normalised_columns
from connectindex.stages.scales import Columns
from connectindex.stages.spread import DataSpread, FrozenSpread
from connectindex.stages.treat import fitted_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from connectindex.model.indicator import Indicator
    from connectindex.stages.frozen import FrozenColumn
    from connectindex.stages.functions import Functions
    from connectindex.stages.normalisation import Normalisation
    from connectindex.stages.treat import Treatment

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scaling:
    """Settings of treatment and normalisation, from values to scores.

    Parameters
    ----------
    treatments
        By indicator.
    normalise
        The rule.
    frozen
        Row by indicator of a frozen scale; empty where the data's own counts.
    clip
        Values beyond the bounds of a frozen scale count as the bounds.
    """

    treatments: Mapping[str, Treatment]
    normalise: Normalisation
    frozen: Mapping[str, FrozenColumn]
    clip: bool = False

    def scaled(self, x: Array, indicators: Sequence[Indicator], rows: pd.Index) -> tuple[Functions, Array, Array]:
        """Treat and normalise columns that are looked at together: a year, or all years of a pooled panel.

        Parameters
        ----------
        x : array (rows, columns)
        indicators
            One for each column; columns may stand for an indicator in each of many draws.
        rows
            Units, or years and units.

        Returns
        -------
        functions
            What treated each column.
        treated, normalised : array (rows, columns)

        Raises
        ------
        InputError
            A setting has no meaning for the values, or a score is not finite.
        """
        names = [i.id for i in indicators]
        spread = None
        if self.frozen:
            frozen_columns = [self.frozen[name] for name in names]
            functions = functions_of(frozen_columns)
            spread = FrozenSpread(*(frozen_array(frozen_columns, n) for n in ("low", "high", "mean", "sd")))
        else:
            functions = fitted_columns(x, self.treatments, names)
        treated = functions.applied(x)
        require_finite(treated, names, rows, lambda name: f"treatment {self.treatments[name].kind!r}")
        columns = Columns.of(indicators, functions)
        normalised = normalised_columns(treated, columns, self.normalise, rows, spread, clip=self.clip)
        require_finite(normalised, names, rows, lambda _: f"method {self.normalise.kind!r}")
        return functions, treated, normalised


def frozen_scale(
    treated: Array, indicators: Sequence[Indicator], functions: Functions, year: int | None
) -> list[FrozenColumn]:
    """Make the frozen scale of treated columns for another edition; a column without values has no bounds."""
    columns = Columns.of(indicators, functions)
    filled = np.flatnonzero(~np.isnan(treated).all(axis=0))
    spread = FrozenSpread(*np.full((4, len(indicators)), np.nan))
    if filled.size:
        data_spread = DataSpread(from_ideal(treated[:, filled], columns.some(filled)))
        mean, sd = data_spread.standard()
        spread.low[filled], spread.high[filled], spread.mean[filled], spread.sd[filled] = (
            data_spread.low,
            data_spread.high,
            mean,
            sd,
        )
    return freeze([i.id for i in indicators], functions, spread, year)


def require_finite(x: Array, names: Sequence[str], rows: pd.Index, step: Callable[[str], str]) -> None:
    """Raise where numbers overflow; missing cells stay missing.

    `step`: words for the step that was taken, by indicator.
    """
    at, columns = np.isinf(x).nonzero()
    if at.size:
        units = rows.get_level_values(-1)
        problems = [
            Problem(
                f"indicator {names[j]}: unit {units[i]}",
                f"must be a finite number after {step(names[j])}",
                shown(float(x[i, j])),
            )
            for i, j in zip(at.tolist(), columns.tolist(), strict=True)
        ]
        raise InputError(limited(problems))
