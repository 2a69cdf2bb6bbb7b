"""Measures of links that an edition may name, by their word in index.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.indicators.general import network, network_cuts, network_paths
from connectindex.model.dyads import Dyads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame, Series

    from connectindex.indicators.general.network import Network


@dataclass(frozen=True, slots=True)
class Measure:
    """Describe a measure of links.

    Parameters
    ----------
    words
        What it says of a unit.
    compute
        From the selected links, and the options, to one value a unit.
    options
        Options that must be given: ``k``, ``by`` or ``since``.
    by
        Whose values of the variable ``by`` it reads: ``unit`` or ``partners``; empty: none.
    counts
        The links it counts, where it is a count: see `connectindex.model.indicator.Indicator`.
    of_pairs
        It says something of the links between two units, too; the others look at all partners of a unit.
    earlier
        It compares the links with those of the earlier year ``since``, which are computed along.
    """

    words: str
    compute: Callable[..., Series]
    options: tuple[str, ...] = ()
    by: str = ""
    counts: Callable[[Dyads], DataFrame] | None = None
    of_pairs: bool = False
    earlier: bool = False


def _on_network(measure: Callable[[Network], NDArray[Any]]) -> Callable[[Dyads], Series]:
    """Convert a measure of the network's places to one of units."""

    def compute(dyads: Dyads) -> Series:
        made = network.network_of(dyads)
        return network.of_units(dyads, made, measure(made))

    return compute


def closeness(dyads: Dyads) -> Series:
    """Compute harmonic closeness of each unit: `connectindex.indicators.general.network_paths.closeness`."""
    return _on_network(lambda n: network_paths.closeness(n).value)(dyads)


def betweenness(dyads: Dyads) -> Series:
    """Compute betweenness of each unit: `connectindex.indicators.general.network_paths.betweenness`."""
    return _on_network(lambda n: network_paths.betweenness(n).value)(dyads)


def reach(dyads: Dyads, k: int) -> Series:
    """Count places within `k` links of each unit: `connectindex.indicators.general.network_paths.reach`.

    Examples
    --------
    >>> from connectindex.indicators.example import five_countries
    >>> reach(five_countries().of("sea_services").operating(), 2).to_dict()
    {'A': 2.0, 'B': nan, 'C': 2.0, 'D': 2.0, 'E': 0.0}
    """
    return _on_network(lambda n: network_paths.reach(n, k).value)(dyads)


MEASURES: Mapping[str, Measure] = {
    "count": Measure("links", Dyads.count, counts=lambda d: d.pairs, of_pairs=True),
    "partners": Measure("places linked with", Dyads.partners),
    "capacity": Measure("summed capacity of the links", Dyads.capacity, of_pairs=True),
    "operators": Measure("operators on the links", Dyads.operators, of_pairs=True),
    "present": Measure("1 where there is a link, else 0", Dyads.present, of_pairs=True),
    "first_year": Measure("year in which the first link opened", Dyads.first_year, of_pairs=True),
    "taking_part": Measure(
        "multilateral links taken part in", Dyads.taking_part, counts=lambda d: d.memberships, of_pairs=True
    ),
    "share_of_possible": Measure("share of the possible partners", Dyads.share_of_possible),
    "herfindahl": Measure("concentration of the links on few partners", Dyads.herfindahl),
    "effective_partners": Measure("equal partners that would be as concentrated", Dyads.effective_partners),
    "breadth": Measure("likeness of the partners' shares with the world's", Dyads.breadth),
    "depth": Measure("links per size of the unit", lambda d, by: d.depth(by), ("by",), "unit"),
    "destination_weighted": Measure(
        "links times a value of the partner", lambda d, by: d.destination_weighted(by), ("by",), "partners"
    ),
    "growth_since": Measure("growth of the number of partners", lambda d, since: d.growth_since(since), ("since",)),
    "growth": Measure("growth of the number of links", Dyads.growth, ("since",), of_pairs=True, earlier=True),
    "change": Measure("links more or fewer than then", Dyads.change, ("since",), of_pairs=True, earlier=True),
    "degree": Measure("places joined in either direction", _on_network(network.degree)),
    "strength": Measure("links in either direction", _on_network(network.strength)),
    "pagerank": Measure("share of a random traveller's time", _on_network(network.pagerank)),
    "eigenvector": Measure("links with well-linked partners", _on_network(network.eigenvector)),
    "betweenness": Measure("share of the others' shortest paths through it", betweenness),
    "closeness": Measure("mean of 1 / steps to each other place", closeness),
    "reach": Measure("places within k steps", reach, ("k",)),
    "component": Measure("places that can be reached at all", _on_network(network.component_size)),
    "bridges": Measure("partners lost with the direct link", _on_network(network_cuts.bridge_partners)),
    "pairs_cut": Measure("pairs of others that only meet over it", _on_network(network_cuts.pairs_cut)),
}


def from_links(
    modes: tuple[str, ...],
    measure: str,
    options: Mapping[str, Any] | None = None,
    *,
    within: tuple[str, ...] = (),
    with_: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Return the needs and the formula of an indicator that is one measure of one or more modes of links.

    Parameters
    ----------
    modes
        Link modes, taken together.
    measure
        One of `MEASURES`.
    options
        Values of the options of the measure.
    within, with_
        Codes of a group: only links inside of it, only links with its members. Empty: all links.

    Examples
    --------
    >>> from connectindex.indicators.example import five_countries
    >>> from_links(("sea_services",), "reach", {"k": 1})["compute"](five_countries()).to_dict()
    {'A': 1.0, 'B': nan, 'C': 2.0, 'D': 1.0, 'E': 0.0}
    """
    # manifests hold the names of the variables that `compute` uses: to rename one makes old outputs incomparable
    verb, given = MEASURES[measure], dict(options or {})
    since = int(given["since"]) if verb.earlier else None
    variable = (str(given["by"]),) if verb.by else ()

    def compute(dyads: Dyads) -> Series:
        return verb.compute(_selected(dyads, modes, within, with_), **given)

    def against_then(dyads: Dyads) -> Series:
        if since is None or since not in dyads.earlier:
            return pd.Series(np.nan, index=dyads.units.codes)
        now, then = (_selected(d, modes, within, with_) for d in (dyads, dyads.earlier[since]))
        return verb.compute(now, then)

    counts = verb.counts

    return {
        "since": since,
        "needs": modes + (variable if verb.by == "unit" else ()),
        "of_partners": variable if verb.by == "partners" else (),
        "together": True,
        "scope": within,
        "compute": against_then if verb.earlier else compute,
        "counts": (lambda dyads: counts(_selected(dyads, modes, within, with_))) if counts else None,
    }


def _selected(dyads: Dyads, modes: tuple[str, ...], within: tuple[str, ...], with_: tuple[str, ...]) -> Dyads:
    links = dyads.of(*modes).operating()
    links = links.within(within) if within else links
    return links.with_(with_) if with_ else links
