"""Seconds of a what-if of the world edition's projects, against rebuilding with each of them one by one.

python tests/benchmarks/whatif.py [DRAWS]      10,000 unless given
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from itertools import combinations

import pandas as pd

import connectindex as ci


def timed(call):
    """Seconds of one run, and what it gave."""
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


def rebuilt(edition, rows):
    """An edition with more links: planned ones as operating, beside the census of their mode."""
    more = rows.assign(status="operating", source="project", year=edition.about.years[-1])
    return replace(edition, links=pd.concat([edition.links, more], ignore_index=True))


def main():
    """Print seconds and ratios."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    edition = ci.world()
    every, found = timed(lambda: ci.what_if(edition, draws=draws))
    table = found.moves.table
    chosen = {
        n: edition.projects.iloc[[m for m in found.moves.projects[n] if m not in found.skipped]] for n in found.names
    }

    def one_by_one():
        before = ci.robustness(edition, draws=draws)
        changes = {}
        for name, rows in chosen.items():
            after = ci.robustness(rebuilt(edition, rows), draws=draws)
            changes[name] = after.nominal["index"] - before.nominal["index"]
        everything = ci.robustness(rebuilt(edition, pd.concat(chosen.values())), draws=draws)
        return changes, everything

    alone, (changes, _) = timed(one_by_one)
    worst = max(
        abs(change.droplevel("year").reindex(found.units) - (found.scores[1 + k] - found.scores[0])).max()
        for k, change in enumerate(changes.values())
    )
    print(f"{len(table)} links, {len(found.moves.projects)} projects, {len(found.names)} of them read by an indicator")
    print(f"what-if, {draws:,} draws: {every:.1f} s; rebuilding one by one: {alone:.1f} s; ratio {alone / every:.1f}")
    print(f"largest difference of a score's change between the two: {worst:.1e}")

    pairs, made = timed(lambda: found.pairs)
    few = list(combinations(chosen, 2))[:3]
    each, _ = timed(lambda: [ci.build(rebuilt(edition, pd.concat([chosen[a], chosen[b]]))) for a, b in few])
    print(f"{len(made)} pairs: {pairs:.1f} s; rebuilding: {each / len(few) * len(made):.1f} s (from {len(few)})")
    rows = [
        {"from": a, "to": b, "mode": "road_crossings", "project": f"{a}-{b}", "action": "add"}
        for a, b in combinations(found.units[:12], 2)
    ][:53]
    many, wide = timed(lambda: ci.what_if(edition, pd.DataFrame(rows), draws=0).pairs)
    print(f"{len(wide):,} pairs of {len(rows)} projects of one mode: {many:.1f} s with reading and single effects")
    one_more, marginal = timed(lambda: found.marginal)
    print(
        f"one more link, {len(marginal)} times: {one_more:.1f} s; rebuilding: {each / len(few) * len(marginal):.0f} s"
    )
    search, _ = timed(lambda: found.target("CHN", 3))
    print(f"target, all singles and pairs of 150 candidates (11,325): {search:.1f} s")


if __name__ == "__main__":
    main()
