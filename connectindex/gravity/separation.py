"""Separation: pairs whose zeros a coefficient fits ever better as it goes to infinity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

TOLERANCE = 1e-9


def separated(y: Array, x: Array) -> NDArray[np.bool_]:
    """Find separated columns: X g = 0 where y > 0, X g <= 0 where y = 0, and < 0 somewhere.

    Where such a g exists, a Poisson (or other exponential-mean) likelihood rises for ever along it,
    and an estimate is where the algorithm got tired.

    Parameters
    ----------
    y
        Counts.
    x
        Pairs x columns, of full rank.

    Returns
    -------
    True for each column with a part in g; all False where the estimates exist.

    References
    ----------
    Correia, S., Guimarães, P. and Zylkin, T. (2019), Verifying the existence of maximum likelihood
    estimates for generalized linear models, arXiv:1903.01633.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1.0, 1], [1, 1], [1, 0], [1, 0], [1, 0], [1, 0]])
    >>> separated(np.array([0.0, 0, 0, 1, 2, 3]), x).tolist()
    [False, True]
    >>> separated(np.array([0.0, 1, 0, 1, 2, 3]), x).tolist()
    [False, False]
    """
    from scipy.optimize import linprog  # noqa: PLC0415 - heavy at import

    none = np.zeros(x.shape[1], dtype=bool)
    x = x / np.abs(x).max(axis=0)  # small is relative to the column's own size
    linked = x[y > 0]
    _, sizes, axes = np.linalg.svd(linked, full_matrices=len(linked) < x.shape[1])
    pinned = int((sizes > TOLERANCE * sizes.max(initial=0)).sum())
    free = axes[pinned:].T
    if not free.size:
        return none  # the linked pairs alone pin every coefficient
    zeros = x[y == 0] @ free
    # the most that such a g pushes down, each row by at most 1: zero when there is none
    solution = linprog(zeros.sum(axis=0), A_ub=np.vstack([zeros, -zeros]), b_ub=_sides(len(zeros)), bounds=(None, None))
    if solution.status != 0 or solution.fun > -TOLERANCE * len(y):
        return none
    direction = free @ solution.x
    guilty: NDArray[np.bool_] = np.abs(direction) > 1e-6 * np.abs(direction).max()
    return guilty


def _sides(n: int) -> Array:
    return np.concatenate([np.zeros(n), np.ones(n)])
