"""Noise in the data: the denominated tables of many draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from connectindex.audit.robustness.networks import measured_on
from connectindex.stages.noise import VaryCounts, VaryErrors, VaryLinks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from connectindex.audit.robustness.sampling import Space
    from connectindex.chain import Measured


def noisy(cube: Space) -> bool:
    """Whether the data themselves vary."""
    return any(isinstance(v, VaryCounts | VaryErrors | VaryLinks) for v in cube.vary)


def networks(measured: Measured, cube: Space) -> dict[int, NDArray[np.float64]]:
    """For each assumption on links, by its number, what is measured on its networks."""
    return {a: measured_on(measured, v) for a, v in enumerate(cube.vary) if isinstance(v, VaryLinks)}


def denominated(
    measured: Measured, cube: Space, u: NDArray[np.float64], sampled: Mapping[int, NDArray[np.float64]]
) -> NDArray[np.float64]:
    """The denominated table of each draw: links, then counts, then errors of measurement.

    A draw's noise is a stream of its own, whose seed is the draw's coordinate: it depends on nothing else.

    Returns
    -------
    array (draws, rows, indicators)
    """
    values = measured.values.to_numpy(dtype=float)
    x = np.broadcast_to(values, (len(u), *values.shape)).copy()
    given = [(a, v, u[:, cube.columns[a].start]) for a, v in enumerate(cube.vary)]
    for a, vary, own in given:
        if isinstance(vary, VaryLinks):
            x = sampled[a][np.floor(own * vary.samples).astype(int)]
    for a, vary, own in given:
        if isinstance(vary, VaryCounts):
            columns = counted_indicators(measured, vary)
            x[..., columns] = _counts(x[..., columns], vary, _streams(own, a))
    for a, vary, own in given:
        if isinstance(vary, VaryErrors):
            x *= _factors(_deviations(measured, vary), _streams(own, a))
    below = measured.divisors.to_numpy(dtype=float)
    shrunk = [measured.edition.indicators[str(n)].shrink for n in measured.values.columns]
    # a shrunk rate is (n + a) / (e + b): what the prior adds stays as it is
    prior = np.where(shrunk, measured.denominated.to_numpy(dtype=float) - values / below, 0.0)
    noisy_rates: NDArray[np.float64] = x / below + prior
    return noisy_rates


def counted_indicators(measured: Measured, vary: VaryCounts) -> list[int]:
    """Columns of the indicators whose counts vary: those named, or all that are whole numbers of links."""
    modes = measured.edition.modes
    found = []
    for j, name in enumerate(measured.values.columns):
        indicator = measured.edition.indicators[str(name)]
        if vary.indicators:
            use = name in vary.indicators
        else:
            column = measured.values[name].dropna()
            links = [modes[n] for n in indicator.needs if n in modes]
            whole = bool((column % 1 == 0).all() and (column >= 0).all())
            use = bool(links) and all(m.counted for m in links) and whole
        found += [j] if use else []
    return found


def _streams(u: NDArray[np.float64], number: int) -> Iterator[np.random.Generator]:
    """A stream of random numbers for each draw, from its coordinate and the number of the assumption."""
    for seed in (u * 2**53).astype(np.uint64):  # over draws: a stream costs microseconds
        yield np.random.Generator(np.random.Philox(key=[int(seed), number]))


def _counts(x: NDArray[np.float64], vary: VaryCounts, streams: Iterator[np.random.Generator]) -> NDArray[np.float64]:
    mean = np.maximum(np.nan_to_num(x), 0.0)
    out = np.empty_like(x)
    for k, stream in enumerate(streams):
        out[k] = stream.poisson(mean[k]) if vary.model == "poisson" else stream.standard_gamma(mean[k] + 0.5)
    return np.where(np.isnan(x), np.nan, out)


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
