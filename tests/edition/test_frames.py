"""Editions out of frames, and editions with other weights, methods, values and years: the checks of files hold."""

import pandas as pd
import pyarrow as pa
import pytest

import connectindex as ci
from connectindex.edition.read import starter_folder

INDEX = {
    "index": {"title": "T", "edition": "1", "year": 2023},
    "tree": {"a": {"indicators": ["net"]}, "b": {"indicators": ["road"]}},
    "indicators": {
        "net": {"name": "Net", "unit": "%", "direction": 1, "variable": "net"},
        "road": {"name": "Road", "unit": "km", "direction": 1, "variable": "road"},
    },
}
UNITS = pd.DataFrame({"unit": ["FRA", "DEU", "NAM"], "name": ["France", "Germany", "Namibia"]})
VALUES = pd.DataFrame(
    {
        "unit": ["FRA", "DEU", "NAM"] * 2,
        "year": 2023,
        "variable": ["net"] * 3 + ["road"] * 3,
        "value": [86.8, 92.5, 62.2, 30.0, 10.0, 20.0],
    }
)


def index_of(edition):
    return ci.build(edition).scores["index"].round(4).to_dict()


def test_an_index_of_frames_is_the_index_of_the_same_files(tmp_path):
    made = ci.edition(INDEX, units=UNITS, values=VALUES)
    (tmp_path / "values").mkdir()
    UNITS.to_csv(tmp_path / "units.csv", index=False)
    VALUES.to_csv(tmp_path / "values" / "v.csv", index=False)
    text = (
        '[index]\ntitle = "T"\nedition = "1"\nyear = 2023\n[tree.a]\nindicators = ["net"]\n[tree.b]\nindicators = ["road"]\n'
        '[indicators.net]\nname = "Net"\nunit = "%"\ndirection = 1\nvariable = "net"\n'
        '[indicators.road]\nname = "Road"\nunit = "km"\ndirection = 1\nvariable = "road"\n'
    )
    (tmp_path / "index.toml").write_text(text, "utf-8")
    assert index_of(made) == index_of(ci.read_edition(tmp_path))
    assert index_of(ci.edition(text, units=UNITS, values=VALUES)) == index_of(made)
    assert made.folder is None


@pytest.mark.parametrize(
    "form",
    [
        pa.Table.from_pandas,
        lambda f: f.to_dict("list"),
        lambda f: f.set_index(["unit", "year"]) if "year" in f else f.set_index("unit"),
    ],
)
def test_tables_of_arrow_dicts_and_named_indexes_are_frames_too(form):
    assert index_of(ci.edition(INDEX, units=form(UNITS), values=form(VALUES))) == index_of(
        ci.edition(INDEX, units=UNITS, values=VALUES)
    )


def test_every_check_holds_with_the_table_and_the_row_as_its_place():
    values = pd.concat([VALUES, VALUES.tail(1)]).astype({"value": object})
    values.iloc[1, 3] = "92,5"
    values.iloc[2, 0] = "Namibia"
    units = pd.concat([UNITS, UNITS.head(1)])
    with pytest.raises(ci.InputError) as caught:
        ci.edition(INDEX | {"method": {"normalise": {"kind": "minimax"}}}, units=units, values=values, value=VALUES)
    assert [str(p) for p in caught.value.problems] == ["value: must be a table of an edition; did you mean 'values'?"]
    with pytest.raises(ci.InputError) as caught:
        ci.edition(INDEX | {"method": {"normalise": {"kind": "minimax"}}}, units=units, values=values)
    said = [str(p) for p in caught.value.problems]
    for expected in (
        "values row 2, column value: must be a number, with a point and no separators, got '92,5'",
        "values row 3, column unit: must be in units, got 'Namibia'; that is the name of 'NAM'",
        "units row 4: a unit must stand once, got 'FRA'; first in units row 1",
        "values row 7: a unit's value in a year must stand once, got 'NAM 2023 road'; first in values row 6",
        "index.toml [method.normalise] kind: must be one of",
    ):
        assert any(p.startswith(expected) for p in said), (expected, said)


@pytest.mark.parametrize(("tables", "said"), [
    ({}, "units: must be there"), ({"units": 5}, "units: must be a frame, or a dict of columns, got int"),
    ({"units": {"unit": ["A"], "name": ["a", "b"]}}, "units: must be columns of one length"),
])  # fmt: skip
def test_what_is_no_table_is_a_problem(tables, said):
    with pytest.raises(ci.InputError) as caught:
        ci.edition(INDEX, **tables)
    assert str(caught.value.problems[0]).startswith(said)


def test_files_are_refused_where_there_is_no_folder():
    with pytest.raises(ci.InputError, match=r"\[\[values\]\]: must not name files where an edition is made in memory"):
        ci.edition(INDEX | {"values": [{"file": "a.csv"}]}, units=UNITS, values=VALUES)


def test_links_in_memory_are_counted():
    index = {
        "index": INDEX["index"],
        "tree": {"indicators": ["air_partners"]},
        "modes": {"air_routes": {"absent": "zero"}},
    }
    links = {"from": ["FRA", "FRA"], "to": ["DEU", "NAM"], "year": 2023, "mode": "air_routes", "count": [1, 1]}
    made = ci.build(ci.edition(index, units=UNITS, links=links))
    assert made.stage("measured")["air_partners"].to_dict() == {"FRA": 2, "DEU": 1, "NAM": 1}


def test_weights_methods_values_and_years_are_replaced_and_the_former_edition_stays():
    made = ci.edition(INDEX, units=UNITS, values=VALUES)
    before = index_of(made)
    assert index_of(made.replace(weights={"a": 3})) == {
        "FRA": pytest.approx(0.75 * 81.1881 + 25),
        "DEU": 75,
        "NAM": 12.5,
    }
    other = made.replace(method={"normalise": {"kind": "minmax", "low": 1, "high": 10}})
    assert index_of(other)["DEU"] == pytest.approx((10 + 1) / 2)
    more = made.replace(values={"unit": ["NAM", "NAM"], "year": [2023, 2022], "variable": "net", "value": [100, 1]})
    assert index_of(more)["NAM"] == pytest.approx((100 + 50) / 2)
    assert len(more.values.table) == 7
    assert index_of(made) == before
    assert made.replace(index={"title": "Other"}).about.title == "Other"
    assert made.replace(weights={"a": 3}).inputs != made.inputs


def test_changes_that_name_nothing_are_problems():
    made = ci.edition(INDEX, units=UNITS, values=VALUES)
    with pytest.raises(ci.InputError) as caught:
        made.replace(weights={"aa": 2}, method={"normalize": "zscore"}, weight={})
    assert [str(p) for p in caught.value.problems] == [
        "replace: unknown argument, got 'weight'; did you mean 'weights'?",
        "method normalize: must be a step; did you mean 'normalise'?",
        "weights: must be a node or an indicator of the tree, got 'aa'; did you mean 'a'?",
    ]
    with pytest.raises(ci.InputError, match="column unit: must be in units, got 'XXX'"):
        made.replace(values={"unit": ["XXX"], "year": 2023, "variable": "net", "value": 1})


def test_an_edition_of_a_folder_is_replaced_and_its_manifest_does_not_claim_the_file():
    made = ci.read_edition(starter_folder())
    other = made.replace(method={"normalise": "zscore"})
    assert type(other.methods.normalise).__name__ == "ZScore"
    assert other.folder == made.folder
    assert other.inputs["index.toml"] != made.inputs["index.toml"]
    assert {k: v for k, v in other.inputs.items() if k != "index.toml"} == {
        k: v for k, v in made.inputs.items() if k != "index.toml"
    }
    unit = made.units.codes[0]
    row = made.values.table.iloc[0]
    changed = made.replace(
        values={"unit": [row["unit"]], "year": [row["year"]], "variable": [row["variable"]], "value": [7.5]}
    )
    table = changed.values.table.set_index(["unit", "year", "variable"])
    assert table.loc[(row["unit"], row["year"], row["variable"]), "value"] == 7.5
    assert unit in changed.units.codes
    assert (
        changed.replace(weights={})
        .values.table.set_index(["unit", "year", "variable"])
        .loc[(row["unit"], row["year"], row["variable"]), "value"]
        == 7.5
    )


def test_tables_of_polars_are_frames_too():
    polars = pytest.importorskip("polars", reason="polars is not installed")
    years = UNITS.assign(start=pd.array([None, 2023, None], "Int64"))
    frames = [polars.from_pandas(years), polars.from_pandas(VALUES)]
    assert frames[0]["start"].null_count() == 2
    made = ci.edition(INDEX, units=frames[0], values=frames[1])
    assert index_of(made) == index_of(ci.edition(INDEX, units=years, values=VALUES))
    assert made.units.table["start"].tolist()[made.units.table.index.get_loc("DEU")] == 2023
    with pytest.raises(ci.InputError) as caught:
        ci.edition(INDEX, units=frames[0].lazy(), values=frames[1])
    text = "units: must be a frame, or a dict of columns, got LazyFrame; say units.collect()"
    assert text in [str(p) for p in caught.value.problems]


@pytest.mark.parametrize("form", [pa.Table.from_pandas, pa.RecordBatch.from_pandas])
def test_tables_of_arrow_keep_whole_numbers_and_gaps(form):
    years = UNITS.assign(start=pd.array([None, 2023, None], "Int64"))
    made = ci.edition(INDEX, units=form(years, preserve_index=False), values=form(VALUES, preserve_index=False))
    assert index_of(made) == index_of(ci.edition(INDEX, units=years, values=VALUES))
