"""All pairs of some places: seconds and memory of a build, beside one sum of its links by pandas.

python tests/benchmarks/pairs.py 160 1000
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
import pandas as pd

import connectindex as ci

MODES = ("air", "rail", "sea", "grid")
INDEX = """
[index]
title = "Pairs"
edition = "1"
year = 2023
pairs = "all"
[tree]
indicators = ["air", "rail", "sea", "grid", "size", "unions"]
[modes]
unions = {{ absent = "zero" }}
{modes}
{indicators}
"""
READS = {
    **{m: f'links = "{m}"' for m in MODES},
    "unions": 'links = "unions"\nmeasure = "taking_part"',
    "size": 'variable = "gdp"\nof = "product"',
}


def tables(places: int) -> dict[str, pd.DataFrame]:
    """Random links of four modes: one in ten pairs of each, and forty unions of a tenth of the places."""
    rng = np.random.default_rng(1)
    codes = np.array([f"P{k:04d}" for k in range(places)])
    a, b = np.triu_indices(places, k=1)
    parts = []
    for mode in MODES:
        some = rng.random(len(a)) < 0.1
        n = int(some.sum())
        parts.append(
            pd.DataFrame(
                {
                    "from": codes[a[some]],
                    "to": codes[b[some]],
                    "year": 2023,
                    "mode": mode,
                    "count": rng.integers(1, 99, n),
                }
            )
        )
    members = [
        pd.DataFrame({"member": rng.choice(codes, places // 10, replace=False), "name": f"u{k}", "year": 2023})
        for k in range(40)
    ]
    gdp = pd.DataFrame({"unit": codes, "year": 2023, "variable": "gdp", "value": rng.lognormal(size=places)})
    return {
        "units": pd.DataFrame({"unit": codes, "name": codes}),
        "links": pd.concat(parts),
        "members": pd.concat(members).assign(mode="unions"),
        "values": gdp,
    }


def main(sizes: list[int]) -> None:
    """Print a row for each number of places."""
    modes = "\n".join(f'{m} = {{ absent = "zero" }}' for m in MODES)
    indicators = [f'[indicators.{k}]\nname = "{k}"\nunit = "1"\ndirection = 1\n{v}' for k, v in READS.items()]
    text = INDEX.format(modes=modes, indicators="\n".join(indicators))
    print(f"{'places':>7} {'pairs':>8} {'links':>8} {'read s':>7} {'build s':>8} {'pandas s':>9} {'MiB':>6}")
    for places in sizes:
        given = tables(places)
        start = time.perf_counter()
        edition = ci.edition(text, **given)
        read = time.perf_counter()
        result = ci.build(edition)
        built = time.perf_counter()
        given["links"].groupby(["from", "to", "mode"])["count"].sum().unstack()
        floor = time.perf_counter() - built
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{places:>7} {len(result.scores):>8} {len(given['links']):>8} {read - start:>7.1f} {built - read:>8.1f}"
            f" {floor:>9.2f} {peak:>6.0f}"
        )


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [160, 1000])
