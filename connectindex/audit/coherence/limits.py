"""Limits of the checks of coherence: a number beyond its limit needs a second look."""

from __future__ import annotations

from dataclasses import dataclass

SHARES = ("significance", "complete", "first_share", "added_value", "parallel_quantile")
CORRELATIONS = ("redundant", "duplicate", "silent")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the checks; those without a source are of audits of the European Commission's Joint Research Centre.

    Parameters
    ----------
    units
        Fewest units for which correlations say much (ours).
    complete
        Least share of units that have all members of a group, on whom the components rest (ours).
    redundant, duplicate
        Correlation of two members above which they count the same thing twice; above the second it fails.
    silent
        Correlation of a member with its own group below which it hardly shows in the score.
    significance
        Probability below which a correlation is not put down to chance, and columns not to independence.
    alpha
        Least Cronbach's alpha (Nunnally 1978).
    eigenvalue
        Eigenvalue above which a component counts as a dimension (Kaiser 1960); there should be exactly one.
    first_share
        Least share of the variance that the first component takes up.
    kmo, kmo_least
        Least measure of sampling adequacy; below the second it fails (Kaiser 1974: "unacceptable").
    inflation
        Greatest variance inflation factor.
    importance
        A member's share of the importance may be so many times its weight, or its weight so many times
        that share (ours).
    rank_places, added_value
        Least share of units (ours) whose rank in a pillar is so many places or more from the overall one.
    parallel_draws, parallel_quantile
        Random tables of parallel analysis, and the quantile of their eigenvalues (Glorfeld 1995).

    Raises
    ------
    ValueError
        A limit is outside its range.
    """

    units: int = 20
    complete: float = 0.5
    redundant: float = 0.92
    duplicate: float = 0.99
    silent: float = 0.3
    significance: float = 0.05
    alpha: float = 0.7
    eigenvalue: float = 1.0
    first_share: float = 0.6
    kmo: float = 0.6
    kmo_least: float = 0.5
    inflation: float = 10.0
    importance: float = 2.0
    rank_places: int = 10
    added_value: float = 0.2
    parallel_draws: int = 500
    parallel_quantile: float = 0.95

    def __post_init__(self) -> None:
        wrong = [n for n in SHARES if not 0 <= getattr(self, n) <= 1]
        wrong += [n for n in CORRELATIONS if not -1 <= getattr(self, n) <= 1]
        if wrong:
            raise ValueError(f"{', '.join(wrong)} must be shares from 0 to 1 or correlations")
        if not self.redundant <= self.duplicate or not self.kmo_least <= self.kmo:
            raise ValueError("redundant must not be above duplicate, nor kmo_least above kmo")
        if self.importance < 1 or self.parallel_draws < 1 or self.rank_places < 1:
            raise ValueError("importance, parallel_draws and rank_places must be 1 or more")
