"""Components: eigenvalues and eigenvectors of a correlation matrix, and their rotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def principal_components(x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute the principal components of the correlation matrix, the largest first.

    Parameters
    ----------
    x : array, rows x columns
        No column constant over the complete rows; rows with a missing value are left out.

    Returns
    -------
    eigenvalues, vectors
        0 or more, adding up to the number of columns; columns x components, each of length 1 and with a positive sum.

    Examples
    --------
    >>> values, vectors = principal_components(np.array([[1.0, 1], [2, 3], [3, 2], [4, 4]]))
    >>> values.round(3).tolist(), vectors[:, 0].round(3).tolist()
    ([1.8, 0.2], [0.707, 0.707])
    """
    complete = x[~np.isnan(x).any(axis=1)]
    values, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(complete, rowvar=False)))
    turned = vectors[:, ::-1] * np.where(vectors[:, ::-1].sum(axis=0) < 0, -1.0, 1.0)
    return np.maximum(values[::-1], 0.0), np.asarray(turned)


def varimax(
    loadings: NDArray[np.float64], *, kaiser: bool = False, steps: int = 500, tolerance: float = 1e-12
) -> NDArray[np.float64]:
    """Rotate loadings so that the variance of their squares within the components is largest (Kaiser 1958).

    Parameters
    ----------
    loadings : array, columns x components
    kaiser
        Kaiser's normalisation, which R and SPSS have by default: rows are scaled to length 1 before and back after, so
        that each counts alike however much of it the components explain.

    Examples
    --------
    >>> varimax(np.array([[0.8, 0.4], [0.7, 0.5], [0.6, -0.6]])).round(3).tolist()
    [[0.877, -0.173], [0.86, -0.033], [0.107, -0.842]]
    """
    length = np.sqrt((loadings**2).sum(axis=1, keepdims=True)) if kaiser else np.ones((len(loadings), 1))
    scaled = loadings / np.where(length > 0, length, 1.0)
    rows, columns = scaled.shape
    rotation = np.eye(columns)
    reached = 0.0
    for _ in range(steps):
        turned = scaled @ rotation
        u, s, v = np.linalg.svd(scaled.T @ (turned**3 - turned * (turned**2).sum(axis=0) / rows))
        rotation = u @ v
        if s.sum() <= reached * (1 + tolerance):
            break
        reached = s.sum()
    return np.asarray(loadings @ rotation)
