"""Results do not depend on the order of rows and columns, nor on where and with how many threads they are made."""

import csv
import os
import random
import subprocess
import sys

import numpy as np
import pytest

from connectindex.edition.read import read_edition, world_folder
from connectindex.index import build

PRINT = """
import hashlib, sys
from connectindex.edition.read import read_edition
from connectindex.index import build
from connectindex.export import data_files
import datetime as dt
result = build(read_edition(sys.argv[1]))
for name, content in sorted(data_files(result, dt.date(2026, 11, 22)).items()):
    print(name, hashlib.sha256(content).hexdigest())
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


def made_in(folder, **surroundings):
    ran = subprocess.run(
        [sys.executable, "-c", PRINT, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **surroundings},
    )
    return ran.stdout


def test_the_same_bytes_in_any_surroundings(starter):
    one = made_in(starter, PYTHONHASHSEED="0", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", LC_ALL="C", TZ="UTC")
    other = made_in(
        starter,
        PYTHONHASHSEED="12345",
        OMP_NUM_THREADS="2",
        OPENBLAS_NUM_THREADS="2",
        LC_ALL="de_DE.UTF-8",
        TZ="Pacific/Kiritimati",
        PYTHONUTF8="0",
    )
    assert one.count("\n") > 10
    assert one == other
