"""Seconds and peak memory of the network measures: against networkx on a small network, and on a large one.

python tests/benchmarks/networks.py [PLACES] [PAIRS]      50,000 and 5,000,000 unless given
"""

from __future__ import annotations

import resource
import sys
import time

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from connectindex.indicators.general import network as net
from connectindex.indicators.general import network_cuts as cuts
from connectindex.indicators.general import network_paths as paths
from connectindex.model import shares
from connectindex.model.dyads import Dyads, Mode
from connectindex.model.units import Units
from connectindex.model.values import Values


def made(places, pairs, seed=2026):
    """Dyads of a network with hubs: the chance of an end falls with the place's rank."""
    rng = np.random.default_rng(seed)
    ends = (rng.power(0.6, size=(int(1.1 * pairs) + 10, 2)) * places).astype(np.int64)
    low, high = ends.min(axis=1), ends.max(axis=1)
    keys = np.unique((low * places + high)[low != high])
    keys = np.sort(rng.permutation(keys)[:pairs])
    low, high = keys // places, keys % places
    codes = pd.Index([f"P{i:06d}" for i in range(places)], name="unit")
    count = rng.integers(1, 50, len(keys)).astype(float)
    table = pd.DataFrame(
        {
            "unit": codes[np.r_[low, high]],
            "partner": codes[np.r_[high, low]],
            "mode": "m",
            "status": "operating",
            "year": 2025,
            "count": np.r_[count, count],
            "capacity": np.nan,
            "first_year": np.nan,
        }
    )
    units = Units(pd.DataFrame({"name": codes, "scored": True}, index=codes))
    nothing = Values(pd.DataFrame(columns=["unit", "year", "variable", "value", "status", "source"]))
    modes = {"m": Mode("m", absent="zero")}
    members = pd.DataFrame({"unit": [], "mode": [], "count": []}).astype({"unit": str, "mode": str})
    said = pd.DataFrame(columns=["mode", "unit", "status"])
    return Dyads(table, members, modes, said, {}, units, nothing.snapshot(2026, units))


def timed(call):
    """Seconds of one run, and what it gave."""
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


def peak():
    """Peak resident memory of this process so far, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e9 if sys.platform == "darwin" else 1e6)


def small():
    """Ratios to networkx, on the same network."""
    dyads = made(800, 8000)
    network = net.network_of(dyads)
    graph = nx.from_scipy_sparse_array(network.links)
    measures = {
        "pagerank": (lambda: net.pagerank(network), lambda: nx.pagerank(graph, tol=1e-12, max_iter=1000)),
        "eigenvector": (
            lambda: net.eigenvector(network),
            lambda: nx.eigenvector_centrality(graph, max_iter=1000, tol=1e-9, weight="weight"),
        ),
        "betweenness": (lambda: paths.betweenness(network), lambda: nx.betweenness_centrality(graph)),
        "closeness": (lambda: paths.closeness(network), lambda: nx.harmonic_centrality(graph)),
        "bridges and cut points": (
            lambda: cuts.cuts_of(network),
            lambda: (list(nx.bridges(graph)), list(nx.articulation_points(graph))),
        ),
    }
    print(f"{network.size} places, {network.links.nnz // 2} pairs: seconds, and times faster than networkx")
    for name, (ours, theirs) in measures.items():
        fast, slow = timed(ours)[0], timed(theirs)[0]
        print(f"  {name:<24}{fast:8.3f}{slow / fast:8.0f} x")


def errors():
    """Stated and true errors of a sample, where the truth can still be had."""
    network = net.network_of(made(4000, 40_000))
    print(f"{network.size} places, {network.links.nnz // 2} pairs: 512 places, or 20,000 pairs, drawn against all")
    for name, measure in (("closeness", paths.closeness), ("betweenness", paths.betweenness)):
        exact = measure(network, paths.Sampling(work=1e12))
        drawn = measure(network, paths.Sampling(work=0, places=512))
        off = np.abs(drawn.value - exact.value)
        inside = np.mean((drawn.low <= exact.value + 1e-15) & (exact.value <= drawn.high + 1e-15))
        order = pd.Series(exact.value).corr(pd.Series(drawn.value), method="spearman")
        print(
            f"  {name:<12} largest error {off.max():.5f}, stated bound {drawn.bound:.4f}; "
            f"{100 * inside:.0f} % within their 95 % intervals; rank correlation {order:.4f}"
        )


def large(places, pairs):
    """Seconds of each measure of a large network."""
    took, dyads = timed(lambda: made(places, pairs))
    print(f"{places} places, {pairs} pairs: made in {took:.0f} s, peak {peak():.1f} GB")
    took, network = timed(lambda: net.network_of(dyads))
    print(f"  {'dyads to network':<28}{took:8.1f} s   peak {peak():.1f} GB")
    matrix = sparse.csr_matrix(network.links)
    verbs = {
        "partners": dyads.partners,
        "herfindahl": lambda: shares.herfindahl(matrix),
        "breadth": lambda: shares.breadth(matrix),
        "degree": lambda: net.degree(network),
        "strength": lambda: net.strength(network),
        "component size": lambda: net.component_size(network),
        "pagerank": lambda: net.pagerank(network),
        "eigenvector": lambda: net.eigenvector(network),
        "reach within 2, sampled": lambda: paths.reach(network, 2),
        "closeness, sampled": lambda: paths.closeness(network),
        "betweenness, sampled": lambda: paths.betweenness(network),
        "bridges and cut points": lambda: cuts.cuts_of(network),
    }
    for name, call in verbs.items():
        took, found = timed(call)
        said = ""
        if isinstance(found, paths.Estimate):
            said = f"   {found.sampled} drawn; bound {found.bound:.3g}, widest interval {(found.high - found.low).max():.2g}"
        print(f"  {name:<28}{took:8.1f} s   peak {peak():.1f} GB{said}")


def main():
    """Print the tables."""
    small()
    errors()
    places, pairs = map(int, sys.argv[1:3] or ("50000", "5000000"))
    large(places, pairs)


if __name__ == "__main__":
    main()
