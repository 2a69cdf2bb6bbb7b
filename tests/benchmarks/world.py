"""Seconds and peak memory of building the world edition, and the steps after measuring against a bare numpy floor."""

from __future__ import annotations

import datetime as dt
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import connectindex as ci
from connectindex.stages.aggregate import aggregate
from connectindex.stages.normalise import normalise
from connectindex.stages.treat import treat
from connectindex.stages.weight import weigh


def seconds(call, times=5):
    """Median of several runs, after one to warm up."""
    call()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def peak():
    """Peak resident memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def steps(result):
    """Treat, normalise, weigh and aggregate a screened table, as the build does."""
    edition = result.edition
    methods = edition.methods
    rules = {n.id: methods.rule(n.id) for n in edition.tree.nodes()}
    screened = result.stage("screened")
    applicable = screened.notna() | True
    indicators = list(edition.indicators.values())

    def run():
        treated, _, _ = treat(screened, methods.treat, methods.treat_by_indicator)
        normalised = normalise(treated, methods.normalise, indicators)
        weights = weigh(edition.tree, methods.weight, normalised, rules)
        return aggregate(normalised, edition.tree, weights, rules, applicable)

    return run


def floor(x, nodes):
    """The same sums on bare arrays: moments for the outlier test, min-max, one product a node."""
    weights = [np.full(k, 1 / k) for k in nodes]

    def run():
        d = x - np.nanmean(x, axis=0)
        for p in (2, 3, 4):
            np.nanmean(d**p, axis=0)
        y = (x - np.nanmin(x, axis=0)) / (np.nanmax(x, axis=0) - np.nanmin(x, axis=0))
        start = 0
        for w in weights:
            part = y[:, start : start + len(w)]
            np.nansum(part * w, axis=1) / np.maximum((w * ~np.isnan(part)).sum(axis=1), 1e-9)
            start = (start + len(w)) % max(1, y.shape[1] - max(nodes))

    return run


def asem(folder):
    """COINr's example index, with its methods."""
    from connectindex.importers.coinr import import_coinr

    reference = Path(__file__).parents[1] / "golden" / "asem"
    import_coinr(reference / "iData.csv", reference / "iMeta.csv", folder)
    settings = (folder / "index.toml").read_text("utf-8")
    head = settings[: settings.index("# One method a step")]
    methods = 'impute = { kind = "group_mean", group = "EurAsia_group" }\ntreat = { kind = "winsorise" }\n'
    (folder / "index.toml").write_text(f'{head}[method]\n{methods}normalise = {{ kind = "minmax" }}\n', "utf-8")
    return ci.read_edition(folder)


def main():
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        edition = asem(Path(folder) / "asem")
    result = ci.build(edition)
    whole, ours = seconds(lambda: ci.build(edition)), seconds(steps(result), 20)
    x = result.stage("screened").to_numpy()
    bare = seconds(floor(x, [len(n.children) for n in edition.tree.nodes()]), 20)
    print(f"ASEM, 51 x 49, 4 levels: build    {1e3 * whole:7.1f} ms, from frames in memory, all stages")
    print(
        f"ASEM: treat ... aggregate         {1e3 * ours:7.1f} ms, {ours / bare:.0f} x the bare sums ({1e3 * bare:.2f} ms)"
    )
    edition = ci.world()
    print(f"read the world edition            {seconds(ci.world, 3):7.2f} s")
    print(f"build it                          {seconds(lambda: ci.build(edition), 3):7.2f} s")
    result = ci.build(edition)
    x = result.stage("screened").to_numpy()
    nodes = [len(n.children) for n in edition.tree.nodes()]
    ours, bare = seconds(steps(result), 20), seconds(floor(x, nodes), 20)
    print(
        f"treat ... aggregate               {1e3 * ours:7.1f} ms, {ours / bare:.0f} x the bare sums ({1e3 * bare:.2f} ms)"
    )
    with tempfile.TemporaryDirectory() as folder:
        for pdf in (False, True):
            start = time.perf_counter()
            ci.report(result, Path(folder) / "out", date=dt.date(2026, 1, 1), pdf=pdf)
            what = "and the book" if pdf else "tables, workbook and pages"
            print(f"write {what:<28}{time.perf_counter() - start:7.1f} s, peak {peak():.0f} MB so far")


if __name__ == "__main__":
    main()
