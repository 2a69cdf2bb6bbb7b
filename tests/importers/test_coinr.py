"""COINr's tables to an edition: what is carried, that it reads back, and every problem at once."""

import tomllib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectindex.edition.read import parse, read_edition
from connectindex.errors import InputError
from connectindex.importers.coinr import import_coinr
from connectindex.importers.dump import array, comment, number, toml
from connectindex.model.tree import Leaf
from connectindex.pipeline.build import build

IDATA = """\
uName,uCode,Region,Time,People,Flights,Delay,Ports,Speed
Aldenia,ALD,North,2020,10,30,5,2,14.1
Borea,BOR,North,2020,4,8,NA,0,1e+01
"Calen, the",CAL,South,2020,20,50,3,7,
Dorm,DOR,NA,2020,5,1,9,1,6.5
"""
IMETA = """\
Level,iCode,iName,Direction,Weight,Unit,Target,Denominator,Parent,Type
1,Flights,Weekly flights,1,2,flights,100,People,Trans,Indicator
1,Delay,"Delay, ""mean"" of all",-1,1,hours,0.5,,Trans,Indicator
1,Ports,Sea ports,1,1,ports,9,,Trans,Indicator
1,Speed,Connection speed,1,1,Mbps,20,,Tele,Indicator
2,Trans,Transport,1,3,score,NA,,All,Aggregate
2,Tele,Telecommunication,1,1,score,NA,,All,Aggregate
3,All,Connectivity,1,1,score,NA,,NA,Aggregate
NA,Region,Part of the world,NA,NA,,NA,,NA,Group
NA,People,Population,NA,NA,millions,NA,,NA,Denominator
"""


@pytest.fixture
def deck(tmp_path):
    """Writes the two tables, changed, and brings them over."""

    def bring(*changes, data=IDATA, meta=IMETA, **settings):
        for table, old, new in changes:
            text = data if table == "iData" else meta
            assert old in text, f"{table} has no {old!r}"
            text = text.replace(old, new, 1)
            data, meta = (text, meta) if table == "iData" else (data, text)
        (tmp_path / "iData.csv").write_text(data, "utf-8")
        (tmp_path / "iMeta.csv").write_text(meta, "utf-8")
        to = tmp_path / "made"
        return to, import_coinr(tmp_path / "iData.csv", tmp_path / "iMeta.csv", to, **settings)

    return bring


def test_the_edition_reads_back_with_everything_that_coinr_knows(deck):
    to, messages = deck()
    edition = read_edition(to)
    assert edition.about.title == edition.tree.name == "Connectivity"
    assert edition.about.years == (2020,)
    transport, telecom = edition.tree.children
    assert (transport.id, transport.name, transport.weight) == ("Trans", "Transport", 3)
    assert (telecom.id, telecom.weight) == ("Tele", 1)
    assert transport.children == (Leaf("Flights", 2), Leaf("Delay"), Leaf("Ports"))
    flights, delay = edition.indicators["Flights"], edition.indicators["Delay"]
    assert (flights.name, flights.direction, flights.target) == ("Weekly flights", 1, 100)
    assert (flights.variable, flights.per, flights.scale) == ("Flights", "People", 1)
    assert flights.unit == "flights / Population (millions)"
    assert (delay.name, delay.direction, delay.unit) == ('Delay, "mean" of all', -1, "hours")
    assert (delay.per, delay.target) == (None, 0.5)
    assert edition.units.groups == ["Region"]
    assert edition.units.table["Region"].to_dict() == {"ALD": "North", "BOR": "North", "CAL": "South", "DOR": ""}
    assert edition.units.names["CAL"] == "Calen, the"
    assert edition.report.groups == ("Region",)
    assert list(edition.sources.table.index) == ["coinr"]
    assert messages[-1].startswith(f"made {to}: 4 units, 4 indicators, 2020")
    measured = build(edition).stage("measured")
    assert measured.loc["BOR"].to_dict() == pytest.approx(
        {"Flights": 8, "Delay": float("nan"), "Ports": 0, "Speed": 10}, nan_ok=True
    )
    assert build(edition).stage("denominated").loc["ALD", "Flights"] == 3


def test_a_missing_cell_is_a_row_that_says_so(deck):
    to, _ = deck()
    rows = (to / "values" / "indicators.csv").read_text("utf-8").splitlines()
    assert len(rows) == 1 + 4 * 4
    assert "BOR,2020,Delay,,missing," in rows
    assert "BOR,2020,Ports,0,reported,coinr" in rows
    assert "BOR,2020,Speed,1e+01,reported,coinr" in rows
    assert (to / "values" / "denominators.csv").read_text("utf-8").splitlines()[
        1
    ] == "ALD,2020,People,10,reported,coinr"


def test_only_weights_other_than_one_are_written(deck):
    to, _ = deck()
    text = (to / "index.toml").read_text("utf-8")
    assert "weights = {Flights = 2}" in text
    assert text.count("weight = ") == 1


def test_the_method_is_a_scale_and_a_mean_and_the_rest_are_suggestions_that_work(deck):
    to, _ = deck()
    path = to / "index.toml"
    method = tomllib.loads(path.read_text("utf-8"))["method"]
    assert method == {"normalise": {"kind": "minmax", "low": 0, "high": 100}, "aggregate": {"kind": "arithmetic"}}
    lines = path.read_text("utf-8").splitlines()
    start = lines.index("# [method.impute]")
    lines[start:] = [line.removeprefix("# ") if "=" in line or "[" in line else line for line in lines[start:]]
    path.write_text("\n".join(lines), "utf-8")
    edition = read_edition(to)
    kinds = (edition.methods.impute.kind, edition.methods.screen.kind, edition.methods.treat.kind)
    assert kinds == ("group_mean", "coverage", "winsorise")
    build(edition)


def test_row_names_and_quotes_of_r_are_understood(deck):
    header, *rows = IDATA.splitlines()
    numbered = "\n".join([f'"",{header}', *(f'"{n}",{row}' for n, row in enumerate(rows, 1))])
    to, _ = deck(data=numbered)
    assert list(read_edition(to).units.codes) == ["ALD", "BOR", "CAL", "DOR"]


def test_two_levels_put_the_indicators_right_under_the_index(deck):
    meta = IMETA.replace(",Trans,Indicator", ",All,Indicator").replace(",Tele,Indicator", ",All,Indicator")
    meta = "\n".join(line for line in meta.splitlines() if "2,T" not in line).replace("3,All", "2,All")
    to, _ = deck(meta=meta)
    assert [c.id for c in read_edition(to).tree.children] == ["Flights", "Delay", "Ports", "Speed"]


def test_any_number_of_levels(deck):
    more = "3,All,Connectivity,1,1,score,NA,,Up4,Aggregate\n"
    more += "".join(f"{k},Up{k},Level {k},1,1,score,NA,,Up{k + 1},Aggregate\n" for k in range(4, 9))
    more += "9,Up9,The top,1,1,score,NA,,NA,Aggregate\n"
    to, _ = deck(meta=IMETA.replace("3,All,Connectivity,1,1,score,NA,,NA,Aggregate\n", more))
    edition = read_edition(to)
    assert edition.about.title == "The top"
    assert edition.tree.level() == 9
    assert build(edition).scores["index"].notna().all()


def test_columns_that_may_be_left_out(deck):
    data = pd.DataFrame([line.split(",") for line in IDATA.replace('"Calen, the"', "Calen").splitlines()])
    data = data.drop(columns=[0, 3])
    meta = "\n".join(
        [
            "Level,iCode,Direction,Weight,Parent,Type",
            *(f"1,{c},1,1,All,Indicator" for c in ("Flights", "Delay", "Ports", "Speed")),
            "2,All,1,1,,Aggregate",
            ",Region,,,,Group",
            ",People,,,,Denominator",
        ]
    )
    to, _ = deck(data=data.to_csv(index=False, header=False), meta=meta, year=2019)
    edition = read_edition(to)
    assert edition.about.years == (2019,)
    assert edition.indicators["Flights"].name == "Flights"
    assert edition.units.names["ALD"] == "ALD"


def panel(*rows):
    return IDATA + "".join(f"{row}\n" for row in rows)


def test_a_panel_has_its_years_and_carries_nothing_over(deck):
    later = [
        "Aldenia,ALD,South,2021,11,33,NA,2,15",
        "Borea,BOR,North,2021,4,9,4,0,11",
        "Calen,CAL,South,2021,21,55,2,7,20",
    ]
    to, messages = deck(data=panel(*later))
    edition = read_edition(to)
    assert edition.about.years == (2020, 2021)
    measured = build(edition).stage("measured")
    assert pd.isna(measured.loc[(2021, "ALD"), "Delay"])
    assert measured.loc[(2020, "ALD"), "Delay"] == 5
    assert measured.loc[(2021, "CAL"), "Speed"] == 20
    assert pd.isna(measured.loc[(2020, "CAL"), "Speed"])
    assert edition.units.table.loc["ALD", "Region"] == "South"
    said = "\n".join(messages)
    assert "these differ between years, the latest is kept: uName, Region" in said
    assert "units without a row in some year, all missing there: DOR" in said
    assert "2 years from 2020 to 2021" in said


def test_a_panel_may_list_its_years_in_any_order(deck):
    header, *rows = IDATA.splitlines()
    later = [row.replace(",2020,", ",2021,").replace(",North,", ",South,") for row in rows]
    to, _ = deck(data="\n".join([header, *later, *rows]))
    edition = read_edition(to)
    assert edition.about.years == (2020, 2021)
    assert edition.units.table.loc["ALD", "Region"] == "South"


def widened(meta, **columns):
    """The table with more columns, given by the codes that have a value in them."""
    header, *rows = meta.splitlines()
    names = list(columns)
    lines = [",".join([header, *names])]
    for row in rows:
        code = row.split(",")[1]
        lines.append(",".join([row, *(str(columns[n].get(code, "")) for n in names)]))
    return "\n".join(lines)


def test_goalposts_are_carried(deck):
    codes = ("Flights", "Delay", "Ports", "Speed")
    meta = widened(
        IMETA,
        goalpost_lower=dict.fromkeys(codes, 0.5),
        goalpost_upper=dict.fromkeys(codes, 20),
        goalpost_scale=dict.fromkeys(codes, 100),
    )
    to, messages = deck(meta=meta)
    assert read_edition(to).indicators["Delay"].goalposts == (0.5, 20)
    assert 'kind = "goalposts"' in (to / "index.toml").read_text("utf-8")
    assert "columns of iMeta that were not brought over: goalpost_scale" in messages


def test_a_common_scale_is_carried_and_a_mixed_one_is_reported(deck, tmp_path):
    codes = ("Flights", "Delay", "Ports", "Speed")
    common = widened(IMETA, minmax_lower=dict.fromkeys(codes, 1), minmax_upper=dict.fromkeys(codes, 10))
    to, _ = deck(meta=common)
    assert (read_edition(to).methods.normalise.low, read_edition(to).methods.normalise.high) == (1, 10)
    to.rename(tmp_path / "first")
    mixed = widened(IMETA, minmax_lower={"Flights": 1}, minmax_upper={"Flights": 10})
    to, messages = deck(meta=mixed)
    assert read_edition(to).methods.normalise.low == 0
    assert any(m.startswith("minmax_lower and minmax_upper differ") for m in messages)


def test_columns_of_another_type_are_named(deck):
    data = "\n".join(f"{row},{extra}" for row, extra in zip(IDATA.splitlines(), ["Note", *"abcd"], strict=True))
    _, messages = deck(data=data, meta=IMETA + "NA,Note,A note,NA,NA,,NA,,NA,Other\n")
    assert "columns of Type Other were not brought over: Note" in messages


BROKEN = {
    "no uCode": (("iData", "uCode", "code"), "iData.csv: must have the column 'uCode'"),
    "no Parent": (("iMeta", "Parent", "Above"), "iMeta.csv: must have the column 'Parent', got Level, iCode, iName"),
    "empty code": (("iData", "ALD", ""), "iData.csv row 2, column uCode: must be a code of letters"),
    "code with a blank": (("iData", "ALD", "A L"), "iData.csv row 2, column uCode: must be a code of letters, digits, '_', '-' or '.', got 'A L'"),
    "unit twice": (("iData", "BOR", "ALD"), "iData.csv row 3: a unit's row of a year must stand once, got 'ALD 2020'; first in iData.csv row 2"),
    "no year": (("iData", "2020", "spring"), "iData.csv row 2, column Time: must be a year, got 'spring'"),
    "no Time": (("iData", "Time", "When"), "iData.csv: must have the column 'Time', or its year must be given"),
    "text in a number": (("iData", "14.1", "fast"), "iData.csv row 2, column Speed: must be a number, with a point, got 'fast'"),
    "decimal comma": (("iData", "14.1", '"14,1"'), "iData.csv row 2, column Speed: must be a number, with a point, got '14,1'"),
    "infinite": (("iData", "14.1", "Inf"), "iData.csv row 2, column Speed: must be a number, with a point, got 'Inf'"),
    "text in a denominator": (("iData", "2020,10", "2020,ten"), "iData.csv row 2, column People: must be a number, with a point, got 'ten'"),
    "unit without a value": (("iData", "2020,5,1,9,1,6.5", "2020,,,,,"), "iData.csv row 5, column uCode: a unit must have a value, got 'DOR'; leave its row out"),
    "unknown column": (("iData", "Speed", "Sped"), "iData.csv row 1: a column must be in iCode of iMeta.csv, got 'Sped'; did you mean 'Speed'?"),
    "indicator without data": (("iData", "Speed", "Sped"), "iMeta.csv row 5, column iCode: must be a column of iData.csv, got 'Speed'; did you mean 'Sped'?"),
    "unknown parent": (("iMeta", "Tele,Indicator", "Tel,Indicator"), "iMeta.csv row 5, column Parent: must be in the Aggregates of iMeta.csv, got 'Tel'; did you mean 'Tele'?"),
    "parent two levels up": (("iMeta", "Tele,Indicator", "All,Indicator"), "iMeta.csv row 5, column Parent: must lie one level above, got 'All'; its Level is 3"),
    "aggregate without children": (("iMeta", "Tele,Indicator", "Trans,Indicator"), "iMeta.csv row 7, column iCode: an Aggregate must have children, got 'Tele'"),
    "code twice": (("iMeta", "1,Ports", "1,Delay"), "iMeta.csv row 4: a code must stand once, got 'Delay'; first in iMeta.csv row 3"),
    "no code": (("iMeta", "1,Ports", "1,"), "iMeta.csv row 4, column iCode: must not be empty"),
    "unknown type": (("iMeta", "Indicator", "Indicatr"), "iMeta.csv row 2, column Type: must be one of Indicator, Aggregate, Group, Denominator, Other, got 'Indicatr'; did you mean 'Indicator'?"),
    "direction": (("iMeta", ",-1,", ",0,"), "iMeta.csv row 3, column Direction: must be 1 or -1, got '0'"),
    "direction in words": (("iMeta", ",-1,", ",down,"), "iMeta.csv row 3, column Direction: must be 1 or -1, got 'down'"),
    "weight": (("iMeta", "flights,1,2", "flights,1,-2"), "iMeta.csv row 2, column Weight: must be a number that is not negative, got '-2'"),
    "weight missing": (("iMeta", "flights,1,2", "flights,1,NA"), "iMeta.csv row 2, column Weight: must be a number that is not negative, got ''"),
    "all weights zero": (("iMeta", "speed,1,1", "speed,1,0"), "iMeta.csv row 7, column iCode: weights of the children must not all be zero, got 'Tele'"),
    "level": (("iMeta", "1,Ports", "2,Ports"), "iMeta.csv row 4, column Level: an Indicator must have Level 1, got '2'"),
    "no level": (("iMeta", "1,Ports", "x,Ports"), "iMeta.csv row 4, column Level: must be a whole number from 1, got 'x'"),
    "aggregate at level 1": (("iMeta", "2,Tele", "1,Tele"), "iMeta.csv row 7, column Level: an Aggregate must have Level 2 or more, got '1'"),
    "levels with a gap": (("iMeta", "3,All", "4,All"), "iMeta.csv, column Level: levels must follow each other from 1, got 1, 2, 4"),
    "two tops": (("iMeta", "score,NA,,All", "score,NA,,NA"), "iMeta.csv row 6, column iCode: only one Aggregate, the index, may be without Parent, got 'Trans'"),
    "no top": (("iMeta", ",NA,Aggregate", ",All,Aggregate"), "iMeta.csv, column Parent: one Aggregate, the index, must be without Parent"),
    "indicator without parent": (("iMeta", "Tele,Indicator", "NA,Indicator"), "iMeta.csv row 5, column Parent: an Indicator must have a Parent"),
    "unknown denominator": (("iMeta", ",People,Trans", ",Peple,Trans"), "iMeta.csv row 2, column Denominator: must be in the Denominators of iMeta.csv, got 'Peple'; did you mean 'People'?"),
    "target": (("iMeta", "hours,0.5", "hours,half"), "iMeta.csv row 3, column Target: must be a number, with a point, got 'half'"),
    "id of the catalogue": (("iMeta", "2,Tele", "2,air_flights"), "iMeta.csv row 7, column iCode: must not be an id of the catalogue or 'index': rename it in both tables, got 'air_flights'"),
    "word of the tree": (("iMeta", "2,Tele", "2,weight"), "iMeta.csv row 7, column iCode: must not be one of name, short, weight"),
    "blank in a code": (("iMeta", "2,Tele", "2,Tele com"), "iMeta.csv row 7, column iCode: must begin with a letter and hold only letters, digits, '_', '-' and '.', got 'Tele com'"),
    "group called name": (("iMeta", "NA,Region", "NA,name"), "iMeta.csv row 9, column iCode: a Group must not be called unit, name, scored, start or end, or hold '=': rename it, got 'name'"),
    "ragged row": (("iMeta", "1,Ports", "1,1,Ports"), "iMeta.csv row 4: must have 10 fields like the header, got 11"),
    "semicolons": (("iData", IDATA, IDATA.replace('"Calen, the"', "Calen").replace(",", ";")), "iData.csv row 1: columns must be separated by commas"),
    "header alone": (("iData", IDATA, IDATA.splitlines()[0]), "iData.csv: must have a row for each unit"),
    "empty": (("iMeta", IMETA, ""), "iMeta.csv: must not be empty"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_named_with_its_place(name, deck, tmp_path):
    change, said = BROKEN[name]
    with pytest.raises(InputError) as caught:
        deck(change)
    found = [str(p) for p in caught.value.problems]
    assert any(p.startswith(said) for p in found), "\n".join(found)
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("lower", "upper"), [({"Flights": 1}, {}), ({"Flights": 2}, {"Flights": 2}), ({"Flights": "x"}, {"Flights": 2})]
)
def test_goalposts_come_in_pairs_that_rise(deck, lower, upper):
    with pytest.raises(InputError, match=r"iMeta\.csv row 2, column goalpost_"):
        deck(meta=widened(IMETA, goalpost_lower=lower, goalpost_upper=upper))


def test_every_problem_of_both_tables_is_told_at_once(deck, tmp_path):
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "mine.txt").write_text("keep", "utf-8")
    with pytest.raises(InputError) as caught:
        deck(("iData", "14.1", "fast"), ("iData", "BOR", "B R"), ("iMeta", ",-1,", ",0,"), ("iMeta", "3,All", "4,All"))
    assert [p.place.removeprefix(f"{tmp_path}/") for p in caught.value.problems] == [
        "made",
        "iMeta.csv row 3, column Direction",
        "iMeta.csv, column Level",
        "iMeta.csv row 6, column Parent",
        "iData.csv row 3, column uCode",
        "iData.csv row 2, column Speed",
    ]
    assert [p.name for p in (tmp_path / "made").iterdir()] == ["mine.txt"]


def test_the_direction_of_an_aggregate_is_named_as_it_is_not_brought_over(deck):
    turned = ("iMeta", "2,Tele,Telecommunication,1,", "2,Tele,Telecommunication,-1,")
    note = "directions of aggregates were not brought over (Tele); higher is better on every node: set direction = -1"
    assert [m for m in deck(turned)[1] if m.startswith(note)]


def test_files_that_are_not_there_are_named(tmp_path):
    with pytest.raises(InputError) as caught:
        import_coinr(tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "made")
    assert len(caught.value.problems) == 2


def test_what_slips_through_is_found_by_the_editions_own_check(deck, tmp_path):
    with pytest.raises(InputError, match=r"index\.toml \[index\] year"):
        deck(("iData", "Time", "Region2"), ("iMeta", "NA,People", "NA,Region2,,,,,,,,Group\nNA,People"), year=12)
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "name", ['say "hi"', "back\\slash", "# no comment", "a\ttab", "''' and \"\"\"", "Zürich 東京", "x\x01\x7fy"]
)
def test_odd_names_come_through_unchanged(deck, name):
    field = '"' + name.replace('"', '""') + '"'
    to, _ = deck(("iMeta", "Connectivity", field), ("iMeta", "Sea ports", field), ("iMeta", "Population", field))
    edition = read_edition(to)
    assert edition.about.title == edition.indicators["Ports"].name == name


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_toml_text_reads_back(text):
    content = {"x": {"a": text}, "y": {text: 1}}
    assert tomllib.loads(toml(content)) == content
    assert tomllib.loads(comment(text)) == {}


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_toml_numbers_read_back(values):
    assert tomllib.loads(toml({"a": array(map(number, values))}))["a"] == values


def test_long_lists_take_several_lines():
    names = [f"indicator {n}" for n in range(50)]
    text = toml({"a": array(names)})
    assert max(map(len, text.splitlines())) <= 120
    assert tomllib.loads(text)["a"] == names


def test_the_check_of_the_edition_finds_nothing(deck):
    to, _ = deck()
    assert parse(to)[1] == []
