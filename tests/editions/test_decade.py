"""Two editions of the World Factbook side by side: the steps that read them, the shipped tables, and the index."""

import csv
import dataclasses
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

import connectindex as ci
from connectindex.editions.decade.derive.vintages import IMPLAUSIBLE, OLDEST, Line, Vintage, _figure, _printed, values
from connectindex.editions.world.derive.factbook import GAZA, Figure
from connectindex.editions.world.derive.tables import Value

FOLDER = Path(str(resources.files("connectindex.editions") / "decade"))
FILES = ("values/factbook_2015.csv", "values/factbook_2026.csv")


def rows(name):
    with (FOLDER / name).open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def edition():
    return ci.read_edition(FOLDER)


@pytest.fixture(scope="module")
def result(edition):
    return ci.build(edition)


@pytest.fixture(scope="module")
def printed():
    return {(r["unit"], r["variable"], name[-8:-4]): r for name in FILES for r in rows(name)}


def phones(total, per_100):
    return {"Communications": {"Phones": {"total": {"text": total}, "per 100": {"text": per_100}}}}


@pytest.mark.parametrize(
    ("total", "per_100", "expected"),
    [
        ("64.9 million", "98 (2014 est.)", Figure(64.9e6, 2014, estimated=True)),  # France, 2015 edition
        ("77.5 million (2023 est.)", "117 (2023 est.)", Figure(77.5e6, 2023, estimated=True)),  # France, last edition
        ("562,000", "31 (2007)", Figure(562_000, 2007, estimated=False)),  # Kosovo, 2015 edition
        ("3,000 (2023 est.)", "(2023 est.) less than 1", Figure(3000, 2023, estimated=True)),  # Madagascar
        ("(2024 est.) The telephone system is down.", "(2024 est.)", None),  # Chad: the year is no figure
        ("NA (2012 est.)", "NA", None),
        ("12,000", "1", Figure(12_000, None, estimated=False)),
    ],
)
def test_a_figure_has_the_year_of_its_entry(total, per_100, expected):
    assert _figure(phones(total, per_100), ("Communications", "Phones", "total")) == expected


def test_the_year_may_stand_in_a_note():
    note = "estimates take into account the census of (2002); other estimates exist (July 2015 est.)"
    profile = {"People": {"Population": {"text": "79,375,136", "note": {"text": note}}}}
    assert _figure(profile, ("People", "Population")) == Figure(79_375_136, 2015, estimated=True)


def test_the_first_year_is_the_figures_own():
    printed = "2,785,366 (Palestinians only) (July 2014 est.); settlers (2013)"
    found = _figure({"People": {"Population": {"text": printed}}}, ("People", "Population"))
    assert found == Figure(2_785_366, 2014, estimated=True)


def of_2015(**texts):
    sections = {
        "Energy": {},
        "Communications": {},
        "People and Society": {"Population": {"text": "100 (July 2015 est.)"}},
    }
    for line, text in texts.items():
        name = line.replace("__", " - ").replace("_", " ")
        sections["Energy"][name] = {"text": text}
    return sections


def read(profile, **others):
    vintage = Vintage(2015, {"AAA": profile, **others}, "s")
    return {v.variable: v for v in values(vintage, frozenset({"AAA"}), {})}


def test_trade_is_both_ways_or_missing():
    both = of_2015(Electricity__exports="2 million kWh (2013 est.)", Electricity__imports="3 million kWh (2012)")
    assert read(both)["electricity_traded"] == Value("AAA", "electricity_traded", 2012, 5.0, "estimated", "s")
    one = of_2015(Electricity__exports="2 million kWh (2013 est.)")
    assert read(one)["electricity_traded"] == Value("AAA", "electricity_traded", 2015, None, "missing", "s")
    assert read(one)["electricity_exports"].value == 2.0


def test_a_figure_that_is_only_repeated_is_missing():
    profile = {
        "Communications": {"Internet users": {"percent of population": {"text": "12% (2015 est.)"}}},
        "People and Society": {"Population": {"total": {"text": "100 (2025 est.)"}}},
    }
    found = {v.variable: v for v in values(Vintage(2026, {"AAA": profile}, "s"), frozenset({"AAA"}), {})}
    assert (found["internet_users"].value, found["internet_users"].status) == (None, "missing")
    assert (found["population"].value, found["population"].year) == (100.0, 2025)


def test_gaza_is_added_where_the_west_bank_leaves_it_out():
    bank, gaza = of_2015(), of_2015()
    vintage = Vintage(2015, {"PSE": bank, GAZA: gaza}, "s")
    found = {v.variable: v.value for v in _printed(vintage, frozenset({"PSE"}))}
    assert found["population"] == 200.0


def test_lines_of_both_editions_make_the_same_variables():
    made = {name: {r["variable"] for r in rows(name)} for name in FILES}
    assert made[FILES[0]] == made[FILES[1]]
    assert Line("a", ("b",)).divisor == 1.0


@pytest.mark.parametrize(
    ("unit", "variable", "edition_year", "value", "year", "status"),
    [
        # as the two editions print them: 60.15 and 76.207 billion kWh
        ("FRA", "electricity_exports", "2015", 60_150, 2013, "estimated"),
        ("FRA", "electricity_exports", "2026", 76_207, 2023, "estimated"),
        ("FRA", "gas_traded", "2015", 3_544 + 41_180, 2014, "estimated"),
        ("FRA", "gas_traded", "2026", 13_584 + 46_909, 2023, "estimated"),
        ("CHN", "internet_users", "2015", 46.0, 2014, "estimated"),
        ("CHN", "internet_users", "2026", 78.0, 2023, "estimated"),
        ("CHN", "telephones", "2015", 249.4e6 + 1.3e9, 2014, "estimated"),
        ("CHN", "population", "2015", 1_367_485_388, 2015, "estimated"),
        ("DJI", "electricity_traded", "2015", 0, 2013, "estimated"),
        ("DJI", "electricity_traded", "2026", 512, 2023, "estimated"),
        ("BGD", "gas_traded", "2026", 6_785, 2023, "estimated"),
        ("IRQ", "gas_imports", "2026", 8_771, 2023, "estimated"),
        ("GBR", "railways_km", "2015", 30_858.5, 2014, "reported"),
        ("GBR", "railways_km", "2026", 16_390, 2020, "reported"),
    ],
)
def test_figures_of_the_factbook(printed, unit, variable, edition_year, value, year, status):
    row = printed[unit, variable, edition_year]
    assert (float(row["value"]), int(row["year"]), row["status"]) == (value, year, status)


@pytest.mark.parametrize(
    ("unit", "variable", "edition_year"),
    [
        ("MDG", "internet_users", "2015"),  # implausible
        ("MLI", "internet_users", "2015"),
        ("DEU", "gas_traded", "2026"),  # printed in 2015, exports blank now
        ("AGO", "electricity_traded", "2026"),
        ("TCD", "telephones", "2026"),
        ("USA", "railways_km", "2026"),  # "(2014)", repeated
    ],
)
def test_what_is_not_known_is_missing(printed, unit, variable, edition_year):
    row = printed[unit, variable, edition_year]
    assert (row["value"], row["status"]) == ("", "missing")


def test_no_figure_of_one_edition_can_stand_in_for_the_other(printed, edition):
    assert edition.about.max_age == OLDEST
    for (_, _, name), row in printed.items():
        if row["value"]:
            assert int(name) - OLDEST <= int(row["year"]) <= int(name), row
    assert {unit for unit, _, _ in IMPLAUSIBLE} <= set(edition.units.table.index)


def test_the_same_countries_are_ranked_in_both_years(result):
    ranked = result.scores["index"].unstack("year")
    assert len(ranked) == 153
    assert ranked.notna().all(axis=None)


def test_an_imputed_cell_adds_nothing_to_a_change(result):
    filled = result.origins["origin"].eq("imputed").unstack("year")
    scores = result.stage("normalised").stack(future_stack=True).unstack("year")
    touched = scores[filled.reindex(scores.index).any(axis=1)].dropna()
    assert len(touched) > 20
    # equal where the value is taken as it is: both years have the same one
    assert (touched[2015] == touched[2026]).all()


def test_a_score_does_not_depend_on_the_other_year(edition, result):
    alone = ci.build(dataclasses.replace(edition, about=dataclasses.replace(edition.about, years=(2015,))))
    whole = result.origins["origin"].ne("imputed").unstack("indicator").all(axis=1)
    units = [u for u in alone.scores.index if whole.loc[2015, u]]
    assert len(units) > 120
    assert alone.scores.loc[units, "index"].to_numpy() == pytest.approx(
        result.scores["index"].loc[2015].loc[units].to_numpy()
    )


def test_scores_by_hand(result):
    # Djibouti 2026: 512 of 584.997 GWh on log goalposts 0.1 and 200; no gas; 65 % on line
    import math

    share = math.log(100 * 512 / 584.997 / 0.1) / math.log(200 / 0.1) * 100
    found = result.stage("normalised").loc[(2026, "DJI")]
    assert found["electricity_share"] == pytest.approx(share)
    assert found["gas_per_person"] == 0.0
    assert found["internet_users"] == 65.0
    assert result.scores.loc[(2026, "DJI"), "energy"] == pytest.approx(share / 2)


def test_risers_and_fallers(result):
    change = result.scores["index"].unstack("year").diff(axis=1)[2026].sort_values()
    assert set(change.tail(3).index) == {"DJI", "BGD", "TLS"}
    assert set(change.head(3).index) == {"FIN", "BRA", "CHE"}
    assert change.min() > -5


def test_robustness_of_a_panel_moves_ranks(edition):
    ranks = ci.robustness(edition, draws=64, seed=1).ranks
    assert len(ranks) == 153
    assert (ranks["low"] <= ranks["high"]).all()
    assert ranks["low"].nunique() > 30  # a scale that makes all units equal would put everybody first


def test_a_copy_is_an_edition(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "copy", ignore=shutil.ignore_patterns("__*", "derive"))
    assert ci.read_edition(tmp_path / "copy").about.years == (2015, 2026)


def test_files_are_small_and_their_licences_told():
    told = (FOLDER / "LICENSES-DATA.md").read_text(encoding="utf-8")
    files = [p for p in FOLDER.rglob("*") if p.suffix in {".csv", ".json"}]
    assert sum(p.stat().st_size for p in files) < 1_000_000
    assert all(f"`{name}`" in told for name in (*FILES, "units.csv", "map.json"))
    ids = {row["id"] for row in rows("sources.csv")}
    assert {row["source"] for name in FILES for row in rows(name)} == ids


def test_the_notes_tell_of_every_field_whether_it_is_used():
    lines = (FOLDER / "notes.md").read_text(encoding="utf-8").splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    assert table[0] == ["field", "in 2015", "in the last edition", "comparable", "used"]
    fields = " ".join(row[0] for row in table)
    for asked in (
        "electricity",
        "gas",
        "internet",
        "mobile",
        "fixed",
        "airports",
        "railways",
        "roads",
        "pipelines",
        "ports",
    ):
        assert asked in fields
    assert all(len(row) == 5 and row[3][:2] in {"ye", "no", "in"} for row in table[1:] if not row[0].startswith("---"))


@pytest.mark.network
def test_the_script_makes_the_same_bytes(tmp_path):
    subprocess.run([sys.executable, "-m", "connectindex.editions.decade.derive", "--out", str(tmp_path)], check=True)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.*"))
    assert [p.as_posix() for p in made] == ["map.json", "sources.csv", "units.csv", *FILES]
    for path in made:
        assert (tmp_path / path).read_bytes() == (FOLDER / path).read_bytes(), path
