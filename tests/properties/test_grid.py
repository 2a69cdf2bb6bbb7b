"""Laws that hold under every combination of settings: `connectindex` gives a number with a meaning, or a name."""

import importlib.util
import os
import random
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from connectindex.errors import InputError

spec = importlib.util.spec_from_file_location("connectindex_grid", Path(__file__).with_name("grid.py"))
grid = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = grid
spec.loader.exec_module(grid)

MOST = {"bod": 1}  # tables of a mean that solves a linear programme for each unit
PENALISED, COMPARING = ("mpi", "ampi"), ("copeland", "bod")
FROM_OTHERS = ("mean", "median", "group_mean", "group_median")
SHARE = float(os.environ.get("GRID_PERCENT", "100")) / 100  # of the combinations, drawn by the seed
SEED = int(os.environ.get("GRID_SEED", "0"))
RAISED = 1e-9  # of a score that must not fall, for rounding
FALLEN = 1e-7  # the same of a mean, which may come from a linear programme


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return grid.World(tmp_path_factory.mktemp("grid"))


def outcome(call):
    """What a call gives, or the rule it is refused by."""
    try:
        return call(), ""
    except InputError as error:
        return None, grid.refused(error)


def laws(world, point, count):
    """Hold one combination up to every law; returns what broke."""
    broken = []
    methods = point.methods
    measured = world.of(point.span, point.settings)
    key = (point.span,)
    base, rule = outcome(lambda: world.steps(measured, methods, key))
    count["refused" if rule else "given"] += 1
    other = world.of(point.span, point.settings, 1000.0)
    in_thousandths, other_rule = outcome(
        lambda: world.steps(other, grid.scaled_methods(methods, 1000.0), (*key, "unit"))
    )
    turned = grid.permuted(measured, np.random.default_rng(5))
    in_order, turned_rule = outcome(lambda: world.steps(turned, methods, (*key, "order")))
    if "boxcox" not in point.transforms and bool(rule) != bool(other_rule):
        broken.append(f"unit: {rule!r} against {other_rule!r}")
    if rule != turned_rule:
        broken.append(f"permute: {rule!r} against {turned_rule!r}")
    if rule or other_rule or turned_rule:
        count[rule] += bool(rule)
        return broken
    scores = base.normalised
    if np.isinf(scores.to_numpy()).any() or (scores.isna() & base.screened.notna()).any(axis=None):
        broken.append("finite")
    if "boxcox" not in point.transforms and methods.impute.kind != "chained":
        same = np.allclose(in_thousandths.normalised, scores, rtol=1e-8, atol=1e-8, equal_nan=True)
        broken += [] if same else ["unit"]
    again = in_order.normalised.reindex(index=scores.index, columns=scores.columns)
    exact = methods.impute.kind in ("none", "median", "group_median", "interpolate", "carry_forward")
    tolerance = 0 if exact else 1e-11
    if methods.impute.kind != "chained" and not np.allclose(again, scores, tolerance, tolerance, equal_nan=True):
        broken.append("permute")
    broken += frozen_laws(world, point, measured, base, count)
    fixed = methods
    if methods.treat.kind != "none":
        fixed = replace(methods, scale=base.scale) if grid.can_freeze(methods) else None
    if fixed is not None:
        broken += scores_of(measured, fixed, base, count, monotone=methods.impute.kind not in ("knn", "chained"))
    return broken


def frozen_laws(world, point, measured, base, count):
    """Rebuilt from its own scale, to the last bit; or refused."""
    own = replace(point.methods, scale=grid.through_text(base.scale))
    again, rule = outcome(lambda: world.steps(measured, own, (point.span,)))
    if not grid.can_freeze(point.methods):
        return [] if "where the scale is frozen" in rule else ["frozen: not refused"]
    count["frozen"] += 1
    if rule:
        return [f"frozen: {rule}"]
    same = again.normalised.equals(base.normalised) and again.treated.equals(base.treated)
    same &= again.treatment["action"].equals(base.treatment["action"])
    clipped = world.steps(measured, replace(own, clip=True), (point.span,)).normalised
    return [] if same and clipped.equals(base.normalised) else ["frozen"]


def scores_of(measured, methods, base, count, *, monotone):
    """Every mean of these scores, and of those with one value raised."""
    tables, cells = grid.raised(measured)
    if not monotone:
        tables, cells = tables[:2], cells[:2]
    x = measured.denominated.to_numpy(dtype=float)
    found = grid.batch_of(measured, methods, np.concatenate([x[None], tables]))
    index = measured.denominated.index
    whole = base.normalised.reindex(index=index, columns=measured.denominated.columns).to_numpy()
    broken = [] if np.allclose(found[0], whole, rtol=1e-12, atol=1e-12, equal_nan=True) else ["batch"]
    rows = np.flatnonzero((index.get_level_values("year") == 2025) & ~np.isnan(found[0]).all(axis=1))
    place = {int(r): k for k, r in enumerate(rows)}
    # a unit that is screened out has no score to fall
    kept = [k for k, (i, _) in enumerate(cells) if i in place and not np.isnan(found[1 + k][i]).all()]
    if monotone:
        broken += [
            f"raise: {measured.denominated.columns[j]} of {index[i]}"
            for i, j, now in ((*cells[k], found[1 + k]) for k in kept)
            if (now[i] < found[0][i] - RAISED * (1 + np.abs(found[0][i]))).any()
        ]
    at = [(k, place[cells[k][0]]) for k in kept]
    has = ~np.isnan(found[:, rows]).all(axis=2)
    for method in grid.AGGREGATE:
        some = found[: 1 + MOST.get(method.kind, len(tables)), rows]
        if grid.meaningless(measured, methods, method):
            nodes, rule = None, "settings"
        else:
            nodes, rule = outcome(lambda method=method, some=some: grid.aggregated(measured, rows, some, method))
        count["mean refused" if rule else "mean given"] += 1
        exempt = (*PENALISED, *(COMPARING if methods.impute.kind in FROM_OTHERS else ()))
        rising = [] if not monotone or method.kind in exempt else [(k, i) for k, i in at if k < len(some) - 1]
        broken += [f"{law} by {method}" for law in laws_of_means(nodes or {}, has[: len(some)], rising)]
    return broken


def laws_of_means(nodes, has, rising):
    """What breaks in scores of nodes, arrays (tables, units): finite, and none falls that should rise."""
    for name, s in nodes.items():
        if np.isinf(s).any() or (name == "index" and (np.isnan(s) & has).any()):
            yield f"finite: {name}"
        tables, units = [1 + k for k, _ in rising], [i for _, i in rising]
        if (s[tables, units] < s[0, units] - FALLEN * (1 + np.abs(s[0, units]))).any():
            yield f"raise: {name}"


def held(world, points):
    count, broken = Counter(), {}
    for point in points:
        count["points"] += 1
        found = laws(world, point, count)
        if found:
            broken[repr(point)] = sorted(set(found))
    return count, broken


def test_pairs_of_settings_give_numbers_with_a_meaning_or_are_refused_by_name(world):
    count, broken = held(world, grid.pairwise_points(3))
    assert broken == {}
    assert count["points"] > 100
    assert count["given"] > 2 * count["refused"] > 0
    assert count["frozen"] > 50
    assert count["mean given"] > count["mean refused"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("settings", grid.SETTINGS)
@pytest.mark.parametrize("span", grid.YEARS)
def test_all_settings_give_numbers_with_a_meaning_or_are_refused_by_name(world, span, settings):
    points = [p for p in grid.every_point() if (p.span, p.settings) == (span, settings)]
    rng = random.Random(f"{SEED} {span} {settings}")  # noqa: S311 - no secret
    points = rng.sample(points, max(1, round(SHARE * len(points))))
    count, broken = held(world, points)
    print(f"{span}, {settings}: {count['points']} combinations, {count['refused']} refused by name")  # noqa: T201 - with -s
    assert broken == {}
    assert count["points"] == len(points)
