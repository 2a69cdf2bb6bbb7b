"""Fuzzing: whatever stands in an edition, the answer is a result or a list of problems.

    ./run fuzz MINUTES      looks longer, from a new seed each time

In the ordinary tests the same search is short and always the same.
"""

import csv
import io
import os
import shutil
import time
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectindex.edition.read import parse, starter_folder
from connectindex.errors import InputError, Problem
from connectindex.index import build

MINUTES = float(os.environ.get("FUZZ_MINUTES", "0"))
FILES = (
    "index.toml",
    "units.csv",
    "links/links.csv",
    "links/cables.csv",
    "values/statistics.csv",
    "coverage.csv",
    "sources.csv",
)
TABLES = FILES[1:]
SIGNS = st.sampled_from(
    ["\x00", "\ufeff", "\r", "\n", '"', ",", ";", "\x1b", "é", "\u0661", "\U0001f600", "'", "{", "["]
)
CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "0", "-0", "-1", "1e308", "5e-324", "nan", "inf", "1e400", "NA", "=1+1", "#REF!", "yes", "no"]
    ),
    st.sampled_from(
        ["ALD", "ald", "BOR", "2025", "2025.0", "1799", "air_routes", "flights", "population", "missing", "planned"]
    ),
    st.floats(allow_nan=True, allow_infinity=True).map(repr),
    st.integers().map(str),
    st.text(max_size=6),
)
VALUES = st.recursive(
    st.one_of(
        st.sampled_from(
            ["true", "false", "nan", "-inf", "0", "1", "-1", "0.5", "1e400", "2026", "2026-01-01", "07:30:00", '""']
        ),
        st.sampled_from(
            ['"ALD"', '"region"', '"arithmetic"', '"geometric"', '"pca"', '"log"', '"air_routes"', '"population"']
        ),
        st.integers().map(str),
        st.floats(allow_nan=False, allow_infinity=False).map(repr),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda found: f"[{', '.join(found)}]"),
        st.dictionaries(st.sampled_from(["kind", "among", "a", "what", "low", "order"]), inner, max_size=3).map(
            lambda found: "{ " + ", ".join(f"{k} = {v}" for k, v in found.items()) + " }"
        ),
    ),
    max_leaves=4,
)
METHODS = st.fixed_dictionaries(
    {},
    optional={
        "impute": st.sampled_from(
            [
                "none",
                "mean",
                "median",
                "knn",
                "regression",
                "em",
                "group_median",
                "group_mean",
                "hot_deck",
                "latest",
                "trend",
            ]
        ),
        "treat": st.sampled_from(["none", "winsorise", "log", "boxcox"]),
        "normalise": st.sampled_from(
            ["minmax", "zscore", "rank", "borda", "percentile_rank", "distance_to_max", "fraction_of_max", "goalposts"]
        ),
        "weight": st.sampled_from(
            ["nominal", "equal", "pca", "pca_rotated", "entropy", "critic", "inverse_sd", "optimised", "bod"]
        ),
        "aggregate": st.sampled_from(
            ["arithmetic", "geometric", "harmonic", "median", "owa", "mpi", "ampi", "copeland", "bod"]
        ),
    },
)


def searched(examples):
    """A short search that is always the same; with FUZZ_MINUTES a long one that never is."""
    long = MINUTES > 0
    return settings(
        max_examples=10_000_000 if long else examples,
        derandomize=not long,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def answered(change):
    """Build the starter edition after a change: a result of finite numbers, or problems with place and rule."""
    with TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        folder = Path(name) / "edition"
        shutil.copytree(starter_folder(), folder, ignore=shutil.ignore_patterns("__*"))
        change(folder)
        edition, problems = parse(folder)
        assert (edition is None) == bool(problems)
        try:
            result = None if edition is None else build(edition)
        except InputError as error:
            problems = list(error.problems)
            assert problems
        for problem in problems:
            assert isinstance(problem, Problem)
            assert problem.place
            assert problem.rule
            assert str(problem).isprintable()
        if not problems:
            assert result is not None
            assert not np.isinf(result.scores.to_numpy(dtype=float)).any()
            assert result.ranks["index"].min() == 1


STARTED: dict[str, float] = {}


def deadline():
    """Ends a long search when its minutes are over."""
    started = STARTED.setdefault(os.environ["PYTEST_CURRENT_TEST"], time.monotonic())
    if MINUTES and time.monotonic() - started > MINUTES * 60:
        pytest.skip("time is up; nothing was found")


@searched(60)
@given(
    st.sampled_from(FILES),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.one_of(SIGNS, CELLS)), min_size=1, max_size=4),
)
def test_files_with_pieces_cut_out_and_put_in(name, edits):
    deadline()

    def change(folder):
        raw = (folder / name).read_bytes().decode()
        for where, length, text in edits:
            at = int(where * len(raw))
            raw = raw[:at] + text + raw[at + length :]
        (folder / name).write_bytes(raw.encode("utf-8", "surrogatepass"))

    answered(change)


@searched(30)
@given(st.sampled_from(FILES), st.binary(max_size=300))
def test_files_of_any_bytes(name, raw):
    deadline()
    answered(lambda folder: (folder / name).write_bytes(raw))


@searched(60)
@given(
    st.sampled_from(TABLES), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 7), CELLS), min_size=1, max_size=6)
)
def test_tables_with_other_cells(name, cells):
    deadline()

    def change(folder):
        rows = list(csv.reader(io.StringIO((folder / name).read_text("utf-8"))))
        for row, column, cell in cells:
            line = rows[row % len(rows)]
            line[column % len(line)] = cell
        made = io.StringIO()
        csv.writer(made, lineterminator="\n").writerows(rows)
        (folder / name).write_bytes(made.getvalue().encode("utf-8", "surrogatepass"))

    answered(change)


@searched(60)
@given(st.floats(0, 1), VALUES)
def test_settings_with_other_values(where, value):
    deadline()

    def change(folder):
        lines = (folder / "index.toml").read_text("utf-8").splitlines()
        keys = [k for k, line in enumerate(lines) if " = " in line and not line.startswith("#")]
        k = keys[int(where * (len(keys) - 1))]
        lines[k] = f"{lines[k].partition(' = ')[0]} = {value}"
        (folder / "index.toml").write_text("\n".join(lines) + "\n", "utf-8")

    answered(change)


@searched(40)
@given(METHODS, st.lists(st.floats(-1e30, 1e30) | st.none() | st.integers(-3, 3), min_size=8, max_size=8))
def test_every_method_on_any_numbers(methods, numbers):
    deadline()

    def change(folder):
        settings_ = (folder / "index.toml").read_text("utf-8")
        head, _, tail = settings_.partition("[method.impute]")
        rest = tail[tail.index("[report]") :]
        group = {"group_median": 'group = "region"\n', "group_mean": 'group = "region"\n'}
        middle = "".join(f'[method.{step}]\nkind = "{kind}"\n{group.get(kind, "")}' for step, kind in methods.items())
        (folder / "index.toml").write_text(head + middle + rest, "utf-8")
        units = ["ALD", "BOR", "CAL", "DRE", "ELM", "FAR", "GUL", "HAV"]
        rows = [f"{u},2024,internet_users,{'' if x is None else repr(x)}" for u, x in zip(units, numbers, strict=True)]
        people = [f"{u},2025,population,{k * 1000003}" for k, u in enumerate(units, 1)]
        text = "\n".join(["unit,year,variable,value", *rows, *people])
        (folder / "values/statistics.csv").write_text(text + "\n", "utf-8")

    answered(change)


@searched(40)
@given(
    st.sampled_from([".xlsx", ".parquet"]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), min_size=1, max_size=4),
)
def test_workbooks_and_parquet_with_other_bytes(ending, edits):
    deadline()
    import pandas as pd

    table = pd.DataFrame({"unit": ["ALD", "BOR"], "year": [2025, 2024], "variable": ["area"] * 2, "value": [1.5, None]})

    def change(folder):
        path = folder / f"values/more{ending}"
        table.to_excel(path, index=False) if ending == ".xlsx" else table.to_parquet(path)
        raw = bytearray(path.read_bytes())
        for where, new in edits:
            at = int(where * (len(raw) - len(new)))
            raw[at : at + len(new)] = new
        path.write_bytes(bytes(raw))

    answered(change)
