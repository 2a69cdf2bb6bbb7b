"""Fuzzing of settings and tables: whatever stands in an edition, the answer is a result or a list of problems."""

import csv
import io

from fuzz_search import answered, deadline, searched
from hypothesis import given
from hypothesis import strategies as st

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
