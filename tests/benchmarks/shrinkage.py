"""What shrinkage does to the ten smallest countries of the world edition: air routes and networks per million people.

``python tests/benchmarks/shrinkage.py``
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import connectindex as ci
from connectindex.pipeline.measure import dyads_of
from connectindex.stages.measure import measure
from connectindex.statistics.counts import gamma_poisson, poisson_interval

if TYPE_CHECKING:
    import pandas as pd

INDICATORS = ("air_routes_per_million", "networks_international")
SMALLEST = 10


def compared(edition: ci.Edition, name: str) -> tuple[pd.DataFrame, str]:
    """Rates of the smallest units, raw and shrunk, with 90 % intervals and ranks among all; a word on the prior."""
    indicator = edition.indicators[name]
    dyads = dyads_of(edition, edition.about.years[-1])
    count = measure([indicator], dyads)[0][name]
    people = dyads.value(indicator.per) / indicator.scale
    fit = gamma_poisson(count, people)
    table = fit.table.assign(
        raw_rank=fit.table["raw"].rank(ascending=False, method="min"),
        shrunk_rank=fit.table["shrunk"].rank(ascending=False, method="min"),
    )
    own = poisson_interval(count, people)
    table = table.assign(raw_low=own["low"], raw_high=own["high"]).dropna(subset=["raw"])
    columns = [
        "exposure",
        "count",
        "raw",
        "raw_low",
        "raw_high",
        "shrunk",
        "low",
        "high",
        "own",
        "raw_rank",
        "shrunk_rank",
    ]
    largest = (table["raw_rank"] - table["shrunk_rank"]).abs().max()
    words = f"Gamma({fit.shape:.3f}, {fit.rate:.5f} million people), mean {fit.mean:.1f}; no rank of {len(table)} moves by more than {largest:.0f}"
    return table.nsmallest(SMALLEST, "exposure")[columns], words


def main() -> None:
    """Print both tables."""
    edition = ci.world()
    for name in INDICATORS:
        table, words = compared(edition, name)
        print(f"\n{name} per million people: {words}")
        print(table.assign(name=edition.units.names).set_index("name").round(3).to_string())


if __name__ == "__main__":
    main()
