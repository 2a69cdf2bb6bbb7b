"""Formulas that read weights off the data: principal components, entropy, CRITIC, inverse deviation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from connectindex.errors import InputError, Problem, shown
from connectindex.statistics.components import principal_components, varimax

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def first_component(x: NDArray[np.float64], names: Sequence[str] = ()) -> NDArray[np.float64]:
    """Compute the loadings of the first principal component of the correlation matrix.

    Rows with a missing value are left out. The component's sign is arbitrary: the one is taken in
    which most of the weight is positive.

    Parameters
    ----------
    x : array, rows x columns

    Returns
    -------
    array, columns, of length 1
        Negative for a column that goes against the others.

    Examples
    --------
    >>> first_component(np.array([[1.0, 2, 5], [2, 4, 3], [3, 6, 1]])).round(3).tolist()
    [0.577, 0.577, -0.577]
    """
    return _components(x, names)[1][:, 0]


def rotated_components(
    x: NDArray[np.float64], names: Sequence[str] = (), *, kaiser: bool = False
) -> NDArray[np.float64]:
    """Compute squared loadings after varimax rotation, scaled by the variance each component explains.

    Components with eigenvalues above 1 are kept (at least the first): one of the Handbook's three criteria; those of
    10 % of the variance each and 60 % together are not required. The rotation is the raw varimax, or with Kaiser's
    normalisation, which R and SPSS have by default (`connectindex.statistics.components.varimax`). Each column is
    taken from the component it loads on most; its squared loading, as a share of the component's, is multiplied by
    the component's share of the variance that all kept components explain.

    References
    ----------
    Nicoletti, Scarpetta & Boylaud (1999), OECD Economics Department Working Papers 226; OECD/JRC
    Handbook (2008), section 6.1.
    """
    values, vectors = _components(x, names)
    kept = max(1, int((values > 1).sum()))
    loadings = vectors[:, :kept] * np.sqrt(values[:kept])
    squared = varimax(loadings, kaiser=kaiser) ** 2
    explained = squared.sum(axis=0)
    home = squared.argmax(axis=1)
    largest = squared[np.arange(len(home)), home] / explained[home]
    weights = largest * explained[home] / explained.sum()
    return np.asarray(weights / weights.sum())


def entropy(x: NDArray[np.float64], names: list[str]) -> NDArray[np.float64]:
    """Compute entropy weights 1 - e_j, with e_j the entropy of a column's shares in its sum; they sum to 1.

    Raises
    ------
    InputError
        A value is negative: shares need values of zero or more. Or no column varies.

    References
    ----------
    Shannon (1948); Zeleny (1982), *Multiple Criteria Decision Making*.

    Examples
    --------
    >>> entropy(np.array([[1.0, 1], [1, 9]]), ["even", "uneven"]).round(3).tolist()
    [0.0, 1.0]
    """
    low, high = np.nanmin(x, axis=0), np.nanmax(x, axis=0)
    if (low < 0).any():
        raise InputError(
            Problem(f"weights of {name}", "entropy needs values of zero or more", shown(float(v)), "use minmax")
            for name, v in zip(names, low, strict=True)
            if v < 0
        )
    n = (~np.isnan(x)).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = x / np.nansum(x, axis=0)
        e = -np.nansum(np.where(p > 0, p * np.log(p), 0.0), axis=0) / np.log(n)
    # of equal values the entropy is 1 but for rounding, and zeros have no shares: neither carries information
    gain = np.where(high > low, 1 - e, 0.0)
    return _proportions(np.clip(gain, 0, None), names, "entropy")


def critic(x: NDArray[np.float64], names: list[str]) -> NDArray[np.float64]:
    """Compute CRITIC weights s_j Σ_k (1 - r_jk), of columns rescaled to 0..1; rescaled to sum to 1.

    Raises
    ------
    InputError
        All columns tell the same, so that none has a weight.

    References
    ----------
    Diakoulaki, Mavrotas & Papayannakis (1995), Computers & Operations Research 22(7).
    """
    low, high = np.nanmin(x, axis=0), np.nanmax(x, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.where(high > low, (x - low) / (high - low), np.where(np.isnan(x), np.nan, 0.0))
    dissimilarity = 1 - _correlations(y)
    dissimilarity[dissimilarity < 1e-12] = 0.0  # what is left of equal columns is rounding
    return _proportions(np.nanstd(y, axis=0, ddof=1) * np.nansum(dissimilarity, axis=1), names, "critic")


def inverse_deviation(x: NDArray[np.float64], names: list[str]) -> NDArray[np.float64]:
    """Compute inverse-deviation weights 1 / s_j, with s over n-1; rescaled to sum to 1.

    Raises
    ------
    InputError
        A column is constant.
    """
    known = ~np.isnan(x)
    high, low = np.max(x, axis=0, where=known, initial=-np.inf), np.min(x, axis=0, where=known, initial=np.inf)
    same = high <= low  # of equal values the deviation may be a trace of rounding; of one or none there is none
    if same.any():
        raise InputError(
            Problem(f"weights of {name}", "inverse_sd needs a column that varies", "a constant column")
            for name, constant in zip(names, same, strict=True)
            if constant
        )
    spread = np.nanstd(x, axis=0, ddof=1)
    return np.asarray(1 / spread / (1 / spread).sum())


def _components(x: NDArray[np.float64], names: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Eigenvalues and eigenvectors of the correlation matrix of complete rows, the largest first."""
    complete = x[~np.isnan(x).any(axis=1)]
    if len(complete) < 3:
        raise InputError([Problem("weights by principal components", "need three complete rows", str(len(complete)))])
    same = np.flatnonzero(np.ptp(complete, axis=0) == 0)
    if same.size:
        rule = "principal components need a column that varies over the complete rows"
        called = list(names) or [f"column {k + 1}" for k in range(x.shape[1])]
        raise InputError(Problem(f"weights of {called[k]}", rule, f"{complete[0, k]:g} throughout") for k in same)
    return principal_components(complete)


def _correlations(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pearson correlations of pairwise complete columns; missing for a constant one."""
    import pandas as pd  # noqa: PLC0415 - its corr() does pairs with holes

    return np.asarray(pd.DataFrame(x).corr().to_numpy())


def _proportions(w: NDArray[np.float64], names: list[str], kind: str) -> NDArray[np.float64]:
    if not w.sum() > 0:
        raise InputError([Problem(f"weights of {', '.join(names)}", f"{kind} needs columns that vary", "equal values")])
    return np.asarray(w / w.sum())
