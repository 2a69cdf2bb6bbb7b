"""Ten thousand replications of ASEM and of the world edition, beside the bare numpy operations they need."""

from __future__ import annotations

import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from world import seconds

import connectindex as ci
from connectindex.audit.robustness import engine
from connectindex.audit.robustness.sampling import points, space
from connectindex.audit.robustness.scores_of_draws import Tables
from connectindex.audit.robustness.summaries import rank_quantiles
from connectindex.model.ranking import ranked
from connectindex.pipeline.measure import measure
from connectindex.stages.means import Arithmetic, Geometric
from connectindex.stages.scales import MinMax, ZScore
from connectindex.stages.treat import Winsorise

DRAWS = 10_000


def vignette():
    """The four assumptions of COINr's vignette."""
    return (
        ci.VaryMethod("treat", tuple(Winsorise(max_points=k) for k in range(1, 6))),
        ci.VaryMethod("normalise", (MinMax(1, 100), ZScore(100, 10))),
        ci.VaryWeights(0.25, levels=(2, 3)),
        ci.VaryMethod("aggregate", (Arithmetic(), Geometric())),
    )


def asem(folder):
    """COINr's example edition, imputed by group means."""
    from connectindex.importers.coinr import import_coinr
    from connectindex.stages.impute import GroupMean

    reference = Path(__file__).parents[1] / "golden" / "asem"
    import_coinr(reference / "iData.csv", reference / "iMeta.csv", folder)
    edition = ci.read_edition(folder)
    return replace(
        edition, methods=replace(edition.methods, impute=GroupMean("EurAsia_group"), normalise=MinMax(1, 100))
    )


def floor(draws, units, leaves, groups, rng):
    """The same shapes on bare arrays: products at both levels whose weights vary, one exp and log for half, one sort,
    one quantile.
    """
    table = rng.uniform(1, 100, (units, leaves))
    to_groups = rng.dirichlet(np.ones(leaves), groups).T
    weights = rng.uniform(0.75, 1.25, (draws, groups))
    tops = rng.dirichlet((1, 1), draws)
    parts = (slice(0, groups // 2 + 1), slice(groups // 2 + 1, groups))  # the groups of the two sub-indices
    half = draws // 2

    def run():
        x = table @ to_groups
        scores = np.zeros((draws, units))
        for rows, values in ((slice(0, half), x), (slice(half, draws), np.log(x))):
            for k, part in enumerate(parts):
                own = weights[rows, part]
                own = own / own.sum(axis=1, keepdims=True) * tops[rows, k : k + 1]
                scores[rows] += own @ values[:, part].T
        scores[half:] = np.exp(scores[half:])
        order = np.argsort(-scores, axis=1)
        ranks = np.empty_like(scores)
        np.put_along_axis(ranks, order, np.arange(1.0, units + 1)[None], axis=1)
        return np.quantile(ranks, [0.5, 0.05, 0.95], axis=0)

    return run


def replicated(edition, vary, draws=DRAWS):
    """Draws, ranks and quantiles, the measured tables at hand."""
    measured = measure(edition)
    cube = space(vary, edition.tree)
    u = points(cube.dimensions, draws, 1)
    made = Tables(measured)
    engine.drawn(measured, cube, u[:64], ("index",), tables=made)

    def run(tables=made):
        ranks = ranked(engine.drawn(measured, cube, u, ("index",), tables=tables).scores["index"])
        return rank_quantiles(ranks, [0.5, 0.05, 0.95])

    return run


def main():
    """Print the table."""
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        edition = asem(Path(folder) / "asem")
        warm = replicated(edition, vignette())
        ours, bare = seconds(warm), seconds(floor(DRAWS, 51, 49, 8, rng))
        cold = seconds(lambda: warm(None))
        print(f"ASEM, {DRAWS:,} replications: {ours:.2f} s, with the ten upstream tables {cold:.2f} s; ", end="")
        print(f"{ours / bare:.1f} x the bare operations ({bare:.2f} s); COINr {DRAWS * 0.091:.0f} s at 91 ms each")
    world = ci.world()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    ci.robustness(world, draws=100_000, seed=1).ranks  # noqa: B018 - computed when asked for
    took = time.perf_counter() - start
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e6
    print(f"world, 100,000 replications: {took:.1f} s, {more:.2f} GB more memory")


if __name__ == "__main__":
    main()
