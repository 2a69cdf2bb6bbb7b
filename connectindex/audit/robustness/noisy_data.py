"""Noise in the data: the denominated tables of many draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from connectindex.assumptions.noise import VaryCounts, VaryErrors, VaryLinks
from connectindex.audit.robustness.counted import counted_links
from connectindex.audit.robustness.networks import drawn_networks, measured_on
from connectindex.model.display import Brief

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from connectindex.audit.robustness.counted import CountedLinks
    from connectindex.audit.robustness.sampling import Space
    from connectindex.model.dyads import Dyads
    from connectindex.pipeline.measure import Measured


def noisy(cube: Space) -> bool:
    """Tell whether the data themselves vary."""
    return any(isinstance(v, VaryCounts | VaryErrors | VaryLinks) for v in cube.vary)


@dataclass(frozen=True, eq=False, repr=False)
class Sampled(Brief):
    """Values and counts of the sampled networks, before any draw is made.

    Parameters
    ----------
    values
        For each assumption on links, by its number, what is measured on its networks: (networks, rows, indicators).
    counted
        For each assumption on counts, by its number, the links counted on each network; where no links vary there is
        one, as observed.
    """

    values: Mapping[int, NDArray[np.float64]]
    counted: Mapping[int, tuple[CountedLinks, ...]]


def networks(measured: Measured, cube: Space) -> Sampled:
    """Draw networks and measure them, where links vary; find the links behind each count, where counts do."""
    indicators, modes = list(measured.edition.indicators.values()), measured.edition.modes
    counts = {a: v for a, v in enumerate(cube.vary) if isinstance(v, VaryCounts)}

    def counted_on(dyads: Mapping[int, Dyads]) -> dict[int, CountedLinks]:
        return {a: counted_links(measured.values, indicators, dyads, modes, v) for a, v in counts.items()}

    values, counted = {}, [counted_on(measured.dyads)]
    for a, vary in enumerate(cube.vary):
        if isinstance(vary, VaryLinks):
            samples = [(measured_on(measured, d), counted_on(d)) for d in drawn_networks(measured, vary)]
            values[a], counted = np.stack([v for v, _ in samples]), [c for _, c in samples]
    return Sampled(values, {a: tuple(of[a] for of in counted) for a in counts})


def denominated(measured: Measured, cube: Space, u: NDArray[np.float64], sampled: Sampled) -> NDArray[np.float64]:
    """Compute the denominated table of each draw: noise of links, then of counts, then of measurement.

    A draw's noise is a stream of its own, whose seed is the draw's coordinate: it depends on nothing else.

    Returns
    -------
    array (draws, rows, indicators)
    """
    values = measured.values.to_numpy(dtype=float)
    x = np.broadcast_to(values, (len(u), *values.shape)).copy()
    assumptions = [(a, v, u[:, cube.columns[a].start]) for a, v in enumerate(cube.vary)]
    network = np.zeros(len(u), dtype=int)
    for a, vary, coordinates in assumptions:
        if isinstance(vary, VaryLinks):
            network = np.floor(coordinates * vary.samples).astype(int)
            x = sampled.values[a][network]
    for a, vary, coordinates in assumptions:
        if isinstance(vary, VaryCounts):
            for k, stream in enumerate(_streams(coordinates, a)):
                links = sampled.counted[a][network[k]]
                if links.columns:  # an edition may have no counts
                    here = x[k][:, links.columns]
                    x[k][:, links.columns] = np.where(np.isnan(here), np.nan, links.drawn(vary.model, stream))
    for a, vary, coordinates in assumptions:
        if isinstance(vary, VaryErrors):
            x *= _factors(_deviations(measured, vary), _streams(coordinates, a))
    below = measured.divisors.to_numpy(dtype=float)
    shrunk = [measured.edition.indicators[str(n)].shrink for n in measured.values.columns]
    # a shrunk rate is (n + a) / (e + b): what the prior adds stays as it is
    prior = np.where(shrunk, measured.denominated.to_numpy(dtype=float) - values / below, 0.0)
    noisy_rates: NDArray[np.float64] = x / below + prior
    return noisy_rates


def _streams(u: NDArray[np.float64], number: int) -> Iterator[np.random.Generator]:
    """A stream of random numbers for each draw, from its coordinate and the number of the assumption."""
    for seed in (u * 2**53).astype(np.uint64):  # over draws: a stream costs microseconds
        yield np.random.Generator(np.random.Philox(key=[int(seed), number]))


def _factors(deviation: NDArray[np.float64], streams: Iterator[np.random.Generator]) -> NDArray[np.float64]:
    """Lognormal factors of mean 1 with these relative standard deviations."""
    sigma = np.sqrt(np.log1p(deviation**2))
    return np.stack([np.exp(sigma * stream.standard_normal(sigma.shape) - sigma**2 / 2) for stream in streams])


def _deviations(measured: Measured, vary: VaryErrors) -> NDArray[np.float64]:
    """Relative standard deviation of each cell, by its sources."""
    source = measured.origins["source"].fillna("")
    by_text = {
        text: max((vary.errors.get(s, vary.default) for s in text.split("; ") if s), default=vary.default)
        for text in source.unique()
    }
    wide = source.map(by_text).unstack("indicator")
    values = measured.values
    return np.asarray(wide.reindex(index=values.index, columns=values.columns).to_numpy(dtype=float))
