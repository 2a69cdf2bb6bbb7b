"""Many units: cost against units, indicators and replications; two workers against one; a Dask cluster; noise.

.venv/bin/python tests/benchmarks/robustness_large.py [--quick]
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
import pandas as pd
from joblib import parallel_config

import connectindex as ci
from connectindex.audit.robustness import engine
from connectindex.audit.robustness.sampling import points, space
from connectindex.edition.model import About, Edition, Methods
from connectindex.model.indicator import Indicator
from connectindex.model.sources import Sources
from connectindex.model.tree import Leaf, Node
from connectindex.model.units import Units
from connectindex.model.values import Values
from connectindex.pipeline.measure import measure
from connectindex.stages.means import Arithmetic, Geometric
from connectindex.stages.scales import MinMax, ZScore

VARY = (
    ci.VaryWeights(0.25),
    ci.VaryMethod("normalise", (MinMax(1, 100), ZScore(100, 10))),
    ci.VaryMethod("aggregate", (Arithmetic(), Geometric())),
)


def synthetic(units, indicators):
    """An edition in memory: one value a unit and indicator, pillars of ten."""
    rng = np.random.default_rng([units, indicators])
    codes = pd.Index([f"U{k:06d}" for k in range(units)], name="unit")
    ids = [f"i{k:03d}" for k in range(indicators)]
    table = pd.DataFrame(
        {
            "unit": np.repeat(codes.to_numpy(), indicators),
            "year": 2026,
            "variable": np.tile(np.array(ids, dtype=object), units),
            "value": rng.lognormal(size=units * indicators),
            "status": "reported",
            "source": "",
        }
    )
    pillars = tuple(
        Node(f"p{k}", f"P{k}", 1, tuple(Leaf(i) for i in ids[k : k + 10])) for k in range(0, indicators, 10)
    )
    empty = pd.DataFrame(
        columns=[
            "from",
            "to",
            "name",
            "mode",
            "year",
            "count",
            "capacity",
            "operator",
            "status",
            "start",
            "end",
            "source",
        ]
    )
    return Edition(
        about=About("Synthetic", "2026", (2026,)),
        units=Units(pd.DataFrame({"name": codes, "scored": True}, index=codes)),
        values=Values(table),
        sources=Sources(pd.DataFrame(columns=["title"])),
        links=empty,
        modes={},
        coverage=pd.DataFrame(columns=["mode", "unit", "status", "reason"]),
        indicators={i: Indicator(i, i, "1", variable=i) for i in ids},
        tree=Node("index", "Index", 1, pillars),
        methods=Methods(normalise=MinMax(1, 100)),
    )


def peak():
    """Most memory this process ever had, GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def timed(call):
    """Seconds, and what came back."""
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


def sizes(base):
    """Each of the three dimensions at a quarter, a half and whole."""
    print("units     indicators  replications  seconds  peak GiB")
    for part in ((4, 1, 1), (2, 1, 1), (1, 5, 1), (1, 2.5, 1), (1, 1, 4), (1, 1, 2), (1, 1, 1)):
        units, indicators, draws = (int(b / p) for b, p in zip(base, part, strict=True))
        edition = synthetic(units, indicators)
        took, _ = timed(lambda e=edition, d=draws: ci.robustness(e, draws=d, seed=1, vary=VARY, pillars=False).ranks)
        print(f"{units:6,}  {indicators:10}  {draws:12,}  {took:7.1f}  {peak():8.2f}", flush=True)


def workers(base):
    """The same draws with one process, with two, and on a Dask cluster of two, the measured tables at hand."""
    units, indicators, draws = base
    edition = synthetic(units, indicators)
    measured = measure(edition)
    cube = space(VARY, edition.tree)
    u = points(cube.dimensions, draws, 1)

    def run(number):
        return engine.drawn(measured, cube, u, ("index",), workers=number).of("index")

    run(2)  # which starts the processes
    one, expected = timed(lambda: run(1))
    two, found = timed(lambda: run(2))
    print(
        f"two workers: {one / two:.2f} x one ({one:.1f} s, {two:.1f} s), same numbers: {np.array_equal(found, expected)}"
    )
    from dask.distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster),
        parallel_config(backend="dask"),
    ):
        took, found = timed(lambda: run(2))
    print(f"Dask cluster of two processes: {took:.1f} s, same numbers: {np.array_equal(found, expected)}", flush=True)


def noise(draws):
    """Count noise in every draw of the world edition, beside the edition's own discrete choices."""
    world = ci.world()
    own = world.robustness.vary
    discrete, _ = timed(lambda: ci.robustness(world, draws=draws, seed=1).ranks)
    noisy, _ = timed(lambda: ci.robustness(world, draws=draws, seed=1, vary=(*own, ci.VaryCounts("gamma"))).ranks)
    ratio = noisy / discrete
    print(
        f"world, {draws:,} draws: count noise {noisy:.1f} s, discrete choices {discrete:.1f} s, {ratio:.1f} x; {peak():.2f} GiB"
    )


def main():
    """Print the tables."""
    quick = "--quick" in sys.argv
    noise(1_000 if quick else 10_000)
    base = (5_000, 50, 200) if quick else (50_000, 50, 1_000)
    sizes(base)
    workers(base)


if __name__ == "__main__":
    main()
