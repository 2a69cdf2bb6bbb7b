"""Leverage: how far each unit's own figure decides the line that is laid through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def singled_out(x: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Find rows of leverage 1 by the diagonal of X (X'X)^-1 X'.

    Least squares pass through such a unit whatever its figure is; its HC3 error, residual / (1 - leverage), is 0/0.

    Parameters
    ----------
    x
        Rows x columns of a regression, the constant among them.

    Examples
    --------
    >>> singled_out(np.array([[1.0, 0], [1, 0], [1, 0], [1, 1]])).tolist()
    [False, False, False, True]
    """
    size = np.sqrt((x**2).sum(axis=0))
    basis, values, _ = np.linalg.svd(x / np.where(size > 0, size, 1.0), full_matrices=False)
    leverage = (basis[:, values > 1e-10 * values.max(initial=0.0)] ** 2).sum(axis=1)
    return np.asarray(leverage > 1 - 1e-9)
