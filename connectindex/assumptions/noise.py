"""Noise: uncertainty of the data themselves, as assumptions of an audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from connectindex.model.figures import percentage
from connectindex.model.words import Commas, Words, phrase


@dataclass(frozen=True, slots=True)
class VaryCounts:
    """Counts redrawn in every draw.

    The count of each link is drawn once: an undirected link has the same draw at both ends, a cable for all its
    members, and indicators that count the same links vary together. Only indicators that declare the links they count
    (`connectindex.model.indicator.Indicator.counts`; of the verbs: ``count`` and ``taking_part``, of modes that are
    counted) and shrunk counts are changed. Numbers of partners are not counts of this kind, because they cannot exceed
    the number of places: `VaryLinks` varies who is linked.

    Parameters
    ----------
    model
        ``poisson``: a count n is replaced by a draw from the Poisson distribution with mean n.
        ``gamma``: it is replaced by a draw from the Gamma distribution with shape n + 1/2, the posterior of the
        rate under Jeffreys' prior; a zero then does not stay zero.
    indicators
        Ids; empty for all that declare themselves counts. A figure that is no number of links but ready made (airports,
        networks) is a count where it is named, each unit's by itself.
    """

    model: Literal["poisson", "gamma"] = "poisson"
    indicators: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name of the assumption in tables."""
        return "counts"

    def words(self) -> Words:
        """Describe what varies, for the methodology annex."""
        if self.model == "poisson":
            return phrase("counts, with Poisson variation")
        return phrase("counts, with rates consistent with the observed counts")


@dataclass(frozen=True, slots=True)
class VaryErrors:
    """Errors of measurement: each cell times a lognormal factor of mean 1.

    Parameters
    ----------
    errors
        Relative standard deviation by source id; a cell from several sources takes the largest.
    default
        Relative standard deviation for all other sources.
    """

    errors: Mapping[str, float] = field(default_factory=dict)
    default: float = 0.0

    def __post_init__(self) -> None:
        if not all(0 <= e <= 5 for e in (*self.errors.values(), self.default)):
            raise ValueError("a relative error must be from 0 to 5")

    @property
    def name(self) -> str:
        """Return the name of the assumption in tables."""
        return "errors"

    def words(self) -> Words:
        """Describe what varies, for the methodology annex."""
        largest = max((*self.errors.values(), self.default))
        return phrase("measurement error, up to {largest}", largest=percentage(largest))


@dataclass(frozen=True, slots=True)
class VaryLinks:
    """Links dropped and added at random; each draw takes one of `samples` such networks.

    Parameters
    ----------
    drop
        Probability that a link is dropped; both ends lose it.
    add
        Links added, as a share of those there are, between pairs that some mode joins and this one does not.
    modes
        Modes; empty for all.
    samples
        Networks drawn; all indicators are measured on each, by their own formulas.
    seed
        Seed of the networks.
    """

    drop: float = 0.05
    add: float = 0.0
    modes: tuple[str, ...] = ()
    samples: int = 50
    seed: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.drop <= 1 and 0 <= self.add <= 1):
            raise ValueError("drop and add must be from 0 to 1")
        if not 1 <= self.samples <= 10_000:
            raise ValueError("samples must be from 1 to 10,000")

    @property
    def name(self) -> str:
        """Return the name of the assumption in tables."""
        return "links"

    def words(self) -> Words:
        """Describe what varies, for the methodology annex."""
        drop, add = percentage(self.drop), percentage(self.add)
        if self.modes:
            return phrase(
                "links of {modes}, {drop} dropped and {add} added at random",
                modes=Commas(self.modes),
                drop=drop,
                add=add,
            )
        return phrase("links, {drop} dropped and {add} added at random", drop=drop, add=add)


Noise = VaryCounts | VaryErrors | VaryLinks
