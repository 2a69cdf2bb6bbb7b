"""Doubly constrained gravity model: rows, columns and total cost equal the observed ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from connectindex.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

TOLERANCE = 1e-12
STEPS = 20_000
SURE = 1e-10
STEEPEST = 200.0
"""Largest theta times the range of costs: e^-200 is no flow at all."""


@dataclass(frozen=True, eq=False)
class ConstrainedFit:
    """Hold flows X_ij = A_i B_j exp(-theta c_ij) with the observed margins and total cost.

    Parameters
    ----------
    theta
        Fall of the flows with cost, per unit of cost.
    origin, destination
        A and B, known up to a factor; zero where nothing leaves or arrives.
    impedance
        exp(-theta c_ij), zero on the diagonal.
    expected
        The fitted flows.
    """

    theta: float
    origin: Array
    destination: Array
    impedance: Array
    expected: Array


def doubly_constrained(flows: Array, cost: Array, theta: float | None = None) -> ConstrainedFit:
    """Fit A_i B_j exp(-theta c_ij) by iterative proportional fitting, theta by the mean cost.

    The result is the Poisson regression of flows on a constant for each origin, one for each
    destination, and cost.

    Parameters
    ----------
    flows
        n x n, origin by destination, not negative; the diagonal is passed over.
    cost
        n x n, finite off the diagonal.
    theta
        Given, or None to estimate it.

    Raises
    ------
    InputError
        There are no flows, or no theta or no balance is found.

    References
    ----------
    Wilson, A. G. (1967), A statistical theory of spatial distribution models, Transportation Research
    1, 253-269. Hyman, G. M. (1969), The calibration of trip distribution models, Environment and
    Planning 1, 105-112.

    Examples
    --------
    >>> import numpy as np
    >>> flows = np.array([[0.0, 8, 2], [6, 0, 1], [3, 1, 0]])
    >>> fit = doubly_constrained(flows, np.array([[0.0, 1, 3], [1, 0, 3], [3, 3, 0]]))
    >>> fit.expected.sum(axis=1).round(8).tolist(), fit.expected.sum(axis=0).round(8).tolist()
    ([10.0, 7.0, 4.0], [9.0, 9.0, 3.0])
    """
    from scipy.optimize import brentq  # noqa: PLC0415 - heavy at import

    off = ~np.eye(len(flows), dtype=bool)
    x = np.where(off, flows, 0.0)
    if not x.sum() > 0:
        raise _problem("needs flows", "none")
    c = np.where(off, cost, 0.0)
    spread = float(np.ptp(c[off]))
    rows, columns = x.sum(axis=1), x.sum(axis=0)

    def at(value: float) -> ConstrainedFit:
        k = np.where(off, np.exp(-value * c), 0.0)
        a, b = _balanced(k, rows, columns)
        return ConstrainedFit(value, a, b, k, a[:, None] * k * b)

    if theta is not None or not spread > 0:
        return at(theta or 0.0)
    total = float((c * x).sum())

    def excess(steep: float) -> float:
        return float((c * at(steep / spread).expected).sum()) / total - 1

    if _same_everywhere(excess):
        return at(0.0)
    side = 1.0 if excess(0.0) > 0 else -1.0
    far = side
    # not just to zero: where cost decides alone, the excess falls to zero and never below
    while excess(far) * side > -SURE:
        far *= 2
        if abs(far) > STEEPEST:
            raise _problem("cost must not decide alone", "no finite theta has the observed mean cost")
    return at(brentq(excess, 0.0, far, xtol=1e-13, rtol=1e-14) / spread)


def _same_everywhere(excess: Callable[[float], float]) -> bool:
    """Tell whether the margins alone fix every flow, whatever the cost: two units, or a star."""
    return max(abs(excess(s)) for s in (-1.0, 0.0, 1.0)) < TOLERANCE * 100


def _balanced(k: Array, rows: Array, columns: Array) -> tuple[Array, Array]:
    """Compute A and B for which A K B has these margins."""
    b = (columns > 0).astype(float)
    a = np.zeros_like(b)
    for _ in range(STEPS):
        reach = k @ b
        a = np.divide(rows, reach, out=np.zeros_like(rows), where=reach > 0)
        drawn = k.T @ a
        away = np.abs(b * drawn - columns).max()
        b = np.divide(columns, drawn, out=np.zeros_like(columns), where=drawn > 0)
        if away <= TOLERANCE * columns.max():
            return a, b
    raise _problem("margins must be reached", f"not within {STEPS} steps; some unit takes part in nearly all flows")


def _problem(rule: str, got: str) -> InputError:
    return InputError([Problem("doubly constrained gravity", rule, got)])
