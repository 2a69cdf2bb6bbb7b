"""Results do not depend on the order of rows and columns, nor on where and with how many threads they are made."""

import csv
import datetime as dt
import os
import random
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

import connectindex as ci
from connectindex.edition.read import read_edition, world_folder
from connectindex.model.tree import Node
from connectindex.pipeline.build import build
from connectindex.stages import impute, means, normalise, scales, weight
from connectindex.stages.aggregate import NodeRules

PRINT = """
import datetime as dt, hashlib, locale, pathlib, sys
import connectindex as ci
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass  # the machine does not know the one asked for
ci.report(ci.build(ci.read_edition(sys.argv[1])), sys.argv[2], date=dt.date(2026, 11, 22), pdf=False)
for path in sorted(pathlib.Path(sys.argv[2]).rglob("*")):
    if path.is_file():
        print(path.relative_to(sys.argv[2]).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
"""
VARIED = """
[[robustness.vary]]
what = "impute"
among = [{ kind = "median" }, { kind = "knn", neighbours = 2 }]

[[robustness.vary]]
what = "normalise"
among = [{ kind = "minmax" }, { kind = "zscore" }, { kind = "rank" }]
"""
COUNTS = """
[[robustness.vary]]
what = "counts"
"""


def shuffled(path, seed):
    """The same table, its rows and columns in another order."""
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    draw = random.Random(seed)  # noqa: S311 - an order, no secret
    order = list(range(len(header)))
    draw.shuffle(order)
    draw.shuffle(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([[row[k] for k in order] for row in [header, *rows]])


def everything(result):
    """Results by unit, in one order."""
    found = [
        result.scores,
        result.ranks.astype(float),
        *(result.stage(s) for s in ("measured", "treated", "normalised")),
    ]
    return [t.sort_index().sort_index(axis=1) for t in found]


def unchanged(folder, seed):
    before = everything(build(read_edition(folder)))
    for path in sorted(folder.rglob("*.csv")):
        if path.parent.name != "tables":
            shuffled(path, seed)
    return zip(before, everything(build(read_edition(folder))), strict=True)


@pytest.mark.parametrize("seed", [1, 2])
def test_rows_and_columns_in_any_order(starter, seed):
    for before, after in unchanged(starter, seed):
        assert list(before.index) == list(after.index)
        assert before.to_csv() == after.to_csv()


def test_rows_and_columns_of_the_world_in_any_order(tmp_path):
    import shutil

    folder = tmp_path / "world"
    shutil.copytree(world_folder(), folder, ignore=shutil.ignore_patterns("__*", "derive"))
    for before, after in unchanged(folder, 3):
        np.testing.assert_allclose(before, after, rtol=1e-12)
        assert before.round(9).to_csv() == after.round(9).to_csv()


def turned(node):
    """The tree with all children in the opposite order."""
    return replace(node, children=tuple(turned(c) if isinstance(c, Node) else c for c in reversed(node.children)))


def otherwise(edition):
    """The same edition with its tree and its indicators listed in the opposite order."""
    indicators = dict(reversed(edition.indicators.items()))
    return replace(edition, tree=turned(edition.tree), indicators=indicators)


METHODS = {
    **{f"impute {k}": {"impute": m} for k, m in {
        "mean": impute.Mean(), "group_mean": impute.GroupMean("region"), "knn": impute.Knn(2), "chained": impute.Chained(),
    }.items()},
    **{f"normalise {k}": {"normalise": normalise.NORMALISATIONS[k]()} for k in ("zscore", "rank", "percentile_rank")},
    **{f"weight {k}": {"weight": weight.WEIGHTINGS[k]()} for k in ("pca_rotated", "entropy", "critic", "inverse_sd")},
    **{f"aggregate {k}": {"aggregate": k, "normalise": scales.MinMax(40, 80)} for k in means.AGGREGATIONS if k != "power"},
}  # fmt: skip


@pytest.mark.parametrize("name", METHODS)
def test_scores_to_the_last_bit_whatever_the_order_of_rows_columns_and_children(starter, name):
    def made(edition):
        methods = dict(METHODS[name])
        if kind := methods.pop("aggregate", None):
            methods["rules"] = {n.id: NodeRules(means.AGGREGATIONS[kind]()) for n in edition.tree.nodes()}
        return build(replace(edition, methods=replace(edition.methods, **{"impute": impute.Mean(), **methods})))

    first = made(read_edition(starter))
    for path in starter.rglob("*.csv"):
        shuffled(path, 7)
    last = made(otherwise(read_edition(starter)))
    assert list(first.scores.index) == list(last.scores.index)
    for before, after in zip(everything(first), everything(last), strict=True):
        assert before.to_csv() == after.to_csv()
    effective = (r.weights["effective"].sort_index() for r in (first, last))
    assert next(effective).to_dict() == next(effective).to_dict()


def varied(folder, more=""):
    """The edition with more that varies, and fewer draws."""
    settings = folder / "index.toml"
    text = settings.read_text("utf-8").replace("draws = 1000", "draws = 200")
    settings.write_text(text + VARIED + more, "utf-8")
    return folder


def figures(content):
    """Rows of a table of OUT in one order of rows and columns, up to the last digits of sums in another order."""
    rows = list(csv.DictReader(content.decode().splitlines()))
    return sorted(str(sorted((k, rounded(v)) for k, v in row.items())) for row in rows)


def rounded(cell):
    try:
        return f"{float(cell):.9g}" if abs(float(cell)) > 1e-12 else "0"
    except ValueError:
        return cell


def test_a_report_of_rows_and_columns_in_any_order(starter, tmp_path):
    """Tables and lists stand in the order of units.csv and sources.csv; what they say, and every profile, is the same."""
    varied(starter)
    found = []
    for seed in (None, 5):
        for path in sorted(starter.rglob("*.csv")) if seed else ():
            shuffled(path, seed)
        out = tmp_path / f"out{seed}"
        ci.report(ci.build(ci.read_edition(starter)), out, date=dt.date(2026, 11, 22), pdf=False)
        found.append({p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()})
    one, other = found
    assert list(one) == list(other)
    compared = [n for n in one if n.endswith(".csv")]
    assert {"tables/robustness.csv", "tables/score_intervals.csv", "tables/scores.csv"} <= set(compared)
    assert [n for n in compared if figures(one[n]) != figures(other[n])] == []
    assert [n for n in one if n.startswith("countries/") and one[n] != other[n]] == []


def made_in(folder, out, **surroundings):
    ran = subprocess.run(
        [sys.executable, "-c", PRINT, str(folder), str(out)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **surroundings},
    )
    return ran.stdout


@pytest.mark.slow
def test_the_same_bytes_in_any_surroundings(starter, tmp_path):
    folder = varied(starter, COUNTS)
    one = made_in(
        folder,
        tmp_path / "one",
        PYTHONHASHSEED="0",
        OMP_NUM_THREADS="1",
        OPENBLAS_NUM_THREADS="1",
        LC_ALL="C",
        TZ="UTC",
    )
    other = made_in(
        folder,
        tmp_path / "other",
        PYTHONHASHSEED="12345",
        OMP_NUM_THREADS="2",
        OPENBLAS_NUM_THREADS="2",
        LC_ALL="de_DE.UTF-8",
        TZ="Pacific/Kiritimati",
        PYTHONUTF8="0",
    )
    assert "tables/robustness.csv" in one
    assert "countries/ALD.html" in one
    assert one == other
