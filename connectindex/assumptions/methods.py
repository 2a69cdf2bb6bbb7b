"""Assumptions: what an audit of robustness varies, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from connectindex.assumptions.noise import VaryCounts, VaryErrors, VaryLinks
from connectindex.errors import Problem, shown
from connectindex.model.display import Brief
from connectindex.model.figures import percentage
from connectindex.model.words import Commas, Words, message, phrase, phrase_n

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_DRAWS = 1_000_000  # the standard error of a share is then 0.05 points or less, and all are held in memory

STEPS = {
    "impute": message("imputation"),
    "treat": message("outliers"),
    "normalise": message("scale"),
    "aggregate": message("aggregation"),
}


@dataclass(frozen=True, slots=True)
class VaryWeights:
    """Weights redrawn in every draw.

    Parameters
    ----------
    spread
        A number f: each weight is multiplied by a factor from 1 - f to 1 + f. ``dirichlet``: shares drawn
        around the nominal ones, with the variance of `concentration` observations. ``simplex``: every
        set of shares is as likely as any other.
    levels
        Levels of the tree whose weights vary, indicators being level 1; empty for all below the root.
    concentration
        Of the Dirichlet distribution; the larger, the closer to the nominal weights.
    """

    spread: float | Literal["dirichlet", "simplex"] = 0.25
    levels: tuple[int, ...] = ()
    concentration: float = 50.0

    def __post_init__(self) -> None:
        if not isinstance(self.spread, str) and not 0 <= self.spread <= 1:
            raise ValueError("spread must be from 0 to 1, dirichlet or simplex")
        if not self.concentration > 0:
            raise ValueError("concentration must be above zero")

    @property
    def name(self) -> str:
        """Return the name of the assumption in tables."""
        return "weights"

    def words(self) -> Words:
        """Describe what varies, for the methodology annex."""
        where = phrase(" at level {levels}", levels=Commas(self.levels)) if self.levels else ""
        if self.spread == "simplex":
            return phrase("weights{where}, drawn uniformly over all possible shares", where=where)
        if self.spread == "dirichlet":
            return phrase("weights{where}, drawn around the nominal shares", where=where)
        spread = percentage(self.spread)
        return phrase("weights{where} within {spread} of their nominal values", where=where, spread=spread)


@dataclass(frozen=True, slots=True)
class VaryMethod:
    """One of several methods for a step, drawn with equal probability.

    Parameters
    ----------
    step
        The step of the pipeline.
    among
        Methods; include the nominal one if it should be drawn as well.
    node
        For aggregation: this node only; empty for all nodes.
    """

    step: Literal["impute", "treat", "normalise", "aggregate"]
    among: tuple[Any, ...]
    node: str = ""

    def __post_init__(self) -> None:
        if not self.among:
            raise ValueError("among must name at least one method")

    @property
    def name(self) -> str:
        """Return the name of the assumption in tables."""
        return f"{self.step} {self.node}".strip()

    def words(self) -> Words:
        """Describe what varies, for the methodology annex."""
        step = Words(STEPS[self.step], {})
        if self.node:
            step = phrase("{step} of {node}", step=step, node=self.node)
        return phrase_n("{step} ({number} method)", "{step} ({number} methods)", len(self.among), step=step)


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Elements of a level left out: none or one of them, drawn with equal probability.

    Parameters
    ----------
    level
        Level of the tree, indicators being level 1.
    """

    level: int = 1

    @property
    def name(self) -> str:
        """Return the name of the assumption in tables."""
        return f"leave out level {self.level}"

    def words(self) -> Words:
        """Describe what varies, for the methodology annex."""
        return phrase("no element or one element of level {level} omitted", level=self.level)


Assumption = VaryWeights | VaryMethod | LeaveOut | VaryCounts | VaryErrors | VaryLinks


@dataclass(frozen=True, slots=True, repr=False)
class RobustnessSettings(Brief):
    """Settings of the robustness analysis: ``[robustness]``, with number of draws, seed and assumptions.

    `failures`: ``stop`` at a draw that cannot be computed, or ``count`` such draws and go on.
    """

    draws: int = 1000
    seed: int = 0
    vary: tuple[Assumption, ...] = ()
    failures: Literal["stop", "count"] = "stop"


def frozen_problems(vary: Sequence[Assumption], place: str = "robustness vary") -> list[Problem]:
    """Check for assumptions that vary what a frozen scale fixes: such a choice would change nothing."""
    rule, off = "must not vary what a frozen scale fixes", "or set scale = false under [method]"
    problems = []
    for number, assumption in enumerate(vary, start=1):
        if not isinstance(assumption, VaryMethod):
            continue
        if assumption.step == "treat":
            hint = f"scale.csv says how each indicator is treated; take this out, {off}"
            problems.append(Problem(f"{place} {number}", rule, shown(assumption.step), hint))
        if assumption.step == "normalise":
            alike = [replace(m, pool="year") for m in assumption.among]
            if len(set(alike)) < len(set(assumption.among)):
                hint = f"bounds are those of scale.csv whether years are pooled or not; take one out, {off}"
                problems.append(Problem(f"{place} {number}", rule, "'pool'", hint))
    return problems


def names_of(vary: Sequence[Assumption]) -> list[str]:
    """List names of assumptions, numbered where two are alike.

    Examples
    --------
    >>> names_of([VaryWeights(), LeaveOut(), LeaveOut()])
    ['weights', 'leave out level 1', 'leave out level 1 (2)']
    """
    names: list[str] = []
    for assumption in vary:
        alike = sum(n.partition(" (")[0] == assumption.name for n in names)
        names.append(f"{assumption.name} ({alike + 1})" if alike else assumption.name)
    return names
