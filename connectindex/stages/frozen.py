"""Frozen scale: this year's treatment and bounds kept for next year, so that scores compare."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.stages.treat import skewness

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class FrozenColumn:
    """How one indicator was treated and scaled.

    Parameters
    ----------
    indicator
        Its id.
    cap_low, cap_high
        Lowest and highest value that counts as it is (the edges after winsorising; infinite where
        nothing was winsorised), in the indicator's own unit.
    transform
        "", log or boxcox.
    minimum, maximum
        Of the values that were transformed: the transformation starts from them.
    left
        The logarithm was mirrored for a column skewed to the left.
    exponent
        Of Box-Cox.
    low, high
        Bounds of the treated values: what min-max calls its lowest and highest score.
    """

    indicator: str
    cap_low: float = -np.inf
    cap_high: float = np.inf
    transform: str = ""
    minimum: float = np.nan
    maximum: float = np.nan
    left: bool = False
    exponent: float = 0.0
    low: float = np.nan
    high: float = np.nan

    def treated(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values treated as they were when the scale was frozen.

        A value beyond the minimum a transformation started from counts as that minimum: the
        logarithm knows nothing below it.
        """
        x = np.clip(x, self.cap_low, self.cap_high)
        if not self.transform:
            return x
        offset = 0.01 * (self.maximum - self.minimum)
        if self.transform == "boxcox":
            y = np.maximum(x, self.minimum) - self.minimum + 1
            return np.asarray(np.log(y) if self.exponent == 0 else (y**self.exponent - 1) / self.exponent)
        if self.left:
            return -np.log(self.maximum + offset - np.minimum(x, self.maximum))
        return np.log(np.maximum(x, self.minimum) - self.minimum + offset)


def freeze(
    before: DataFrame, after: DataFrame, actions: Mapping[str, str], exponents: Mapping[str, float]
) -> DataFrame:
    """The scale of a treated table, one row an indicator, as `FrozenColumn` has its fields.

    Parameters
    ----------
    before, after
        Units x indicators, before and after treatment; several years stacked count together.
    actions
        What was done to each indicator, as `connectindex.stages.treat.treat` says it.
    exponents
        Of Box-Cox, by indicator.

    Examples
    --------
    >>> table = pd.DataFrame({"a": [1.0, 2, 3]})
    >>> freeze(table, table, {"a": ""}, {})[["indicator", "low", "high"]].values.tolist()
    [['a', 1.0, 3.0]]
    """
    rows = []
    for name in before.columns:
        x, y = before[name].dropna().to_numpy(), after[name].dropna().to_numpy()
        if not len(y):
            rows.append(FrozenColumn(str(name)))
            continue
        kind = actions.get(str(name), "").partition(" ")[0]
        moved = kind == "winsorised"
        rows.append(
            FrozenColumn(
                indicator=str(name),
                cap_low=float(y.min()) if moved and y.min() > x.min() else -np.inf,
                cap_high=float(y.max()) if moved and y.max() < x.max() else np.inf,
                transform="" if moved else kind,
                minimum=float(x.min()),
                maximum=float(x.max()),
                left=bool(kind == "log" and skewness(x[:, None])[0] < 0),
                exponent=float(exponents.get(str(name), 0.0)),
                low=float(y.min()),
                high=float(y.max()),
            )
        )
    table = pd.DataFrame([[getattr(r, f.name) for f in fields(FrozenColumn)] for r in rows], columns=columns())
    return table.replace([np.inf, -np.inf], np.nan).assign(left=table["left"].map({True: "yes", False: "no"}))


def columns() -> list[str]:
    """Names of the columns of a frozen scale."""
    return [f.name for f in fields(FrozenColumn)]


def treated_by(table: DataFrame, scale: Mapping[str, FrozenColumn]) -> DataFrame:
    """A table treated by a frozen scale, column by column.

    Examples
    --------
    >>> scale = {"a": FrozenColumn("a", cap_high=2.0)}
    >>> treated_by(pd.DataFrame({"a": [1.0, 5.0]}), scale)["a"].tolist()
    [1.0, 2.0]
    """
    done = {name: scale[str(name)].treated(table[name].to_numpy(dtype=float)) for name in table.columns}
    return pd.DataFrame(done, index=table.index, columns=table.columns)
