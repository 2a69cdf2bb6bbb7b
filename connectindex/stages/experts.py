"""Experts: weights from budgets of points and from comparisons of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem, did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.model.tree import Node

# Mean consistency index of random matrices of order 1, 2, ...: Saaty (1980), The Analytic Hierarchy Process.
RANDOM_CONSISTENCY = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Weights that comparisons of pairs imply, and how consistent they are.

    Parameters
    ----------
    weights
        Summing to 1, in the order of the names.
    consistency
        Consistency ratio; above 0.1 the comparisons contradict each other too much.
    """

    weights: NDArray[np.float64]
    consistency: float


def compared(names: Sequence[str], comparisons: Sequence[tuple[str, str, float]]) -> Judgement:
    """Compute weights by the analytic hierarchy process: principal eigenvector of the matrix of comparisons.

    Parameters
    ----------
    names
        What is compared.
    comparisons
        (a, b, times): a is so many times as important as b. Every pair must be compared once.

    References
    ----------
    Saaty (1980), *The Analytic Hierarchy Process*.

    Examples
    --------
    >>> judged = compared(["air", "land", "sea"], [("air", "land", 2), ("air", "sea", 4), ("land", "sea", 2)])
    >>> judged.weights.round(4).tolist(), round(judged.consistency, 6)
    ([0.5714, 0.2857, 0.1429], 0.0)
    """
    n = len(names)
    place = {name: k for k, name in enumerate(names)}
    matrix = np.eye(n)
    for a, b, times in comparisons:
        if a in place and b in place:
            matrix[place[a], place[b]] = times
            matrix[place[b], place[a]] = 1 / times
    values, vectors = np.linalg.eig(matrix)
    largest = int(np.argmax(values.real))
    first = np.abs(vectors[:, largest].real)
    index = (values[largest].real - n) / (n - 1) if n > 2 else 0.0
    random = RANDOM_CONSISTENCY[min(n, len(RANDOM_CONSISTENCY)) - 1]
    return Judgement(first / first.sum(), float(max(index, 0.0) / random) if random else 0.0)


def comparison_problems(node: Node, comparisons: Sequence[tuple[str, str, float]], limit: float) -> list[Problem]:
    """Check the pairwise comparisons of a node's children."""
    names = [c.id for c in node.children]
    place = f"node {node.id} comparisons"
    compared_pairs = [frozenset((a, b)) for a, b, _ in comparisons if a in names and b in names]
    pairs = [frozenset((a, b)) for k, a in enumerate(names) for b in names[:k]]
    problems = [
        Problem(place, "every pair must be compared once", " and ".join(sorted(pair)))
        for pair in pairs
        if compared_pairs.count(pair) != 1
    ]
    if not problems:
        judged = compared(names, comparisons)
        if judged.consistency > limit:
            rule = f"comparisons must be consistent (ratio at most {limit:g})"
            got = shown(round(judged.consistency, 4))
            problems.append(Problem(place, rule, got, "look for a pair that contradicts"))
    return problems


def budgets(experts: Mapping[str, Mapping[str, float]]) -> DataFrame:
    """Compute the shares of each expert's points: experts x names; a name without points has none.

    Examples
    --------
    >>> budgets({"A": {"air": 60, "land": 40}, "B": {"air": 3, "land": 1}})["air"].tolist()
    [0.6, 0.75]
    """
    sheets = pd.DataFrame({name: dict(points) for name, points in experts.items()}).T.fillna(0.0).astype(float)
    return sheets.div(sheets.sum(axis=1), axis=0)


def disagreement(experts: Mapping[str, Mapping[str, float]]) -> DataFrame:
    """Compute mean, standard deviation (n-1), lowest and highest of the experts' shares of each name."""
    shares = budgets(experts)
    return pd.DataFrame({"mean": shares.mean(), "sd": shares.std(), "low": shares.min(), "high": shares.max()})


def budget_problems(node: Node, experts: Mapping[str, Mapping[str, float]]) -> list[Problem]:
    """Check the experts' budgets of points for a node's children."""
    names = [c.id for c in node.children]
    problems = []
    for expert, points in experts.items():
        place = f"node {node.id} budget of {expert}"
        strange = [k for k in points if k not in names]
        problems += [Problem(place, "must name children", shown(k), did_you_mean(k, names)) for k in strange]
        problems += [Problem(place, "points must not be negative", shown(v)) for v in points.values() if not v >= 0]
        if not sum(points.values()) > 0:
            problems.append(Problem(place, "must give points", shown(dict(points))))
    return problems


def raised(problems: list[Problem]) -> None:
    """Raise the problems, if there are any."""
    if problems:
        raise InputError(problems)
