"""The panel of four waves: its tables, the rule of the nearest year, and whether its findings hold."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.edition.presets import preset_folder
from connectindex.editions.panel.derive import waves
from connectindex.editions.panel.derive.__main__ import derive
from connectindex.editions.world.derive import fetch
from connectindex.editions.world.derive.tables import Link

PANEL = preset_folder("panel")
SHARED = Path(__file__).parents[2] / "../shared/data"


@pytest.fixture(scope="module")
def result():
    return ci.build(ci.read_edition(PANEL))


@pytest.fixture(scope="module")
def values():
    found = {}
    for path in (PANEL / "values").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                found.setdefault((row["variable"], row["unit"]), {})[int(row["year"])] = row
    return found


@pytest.mark.parametrize(
    ("years", "wave", "after", "expected"),
    [
        ((2018, 2023), 2019, 0, 2018),
        ((2017, 2018), 2019, 0, 2018),
        ((2020,), 2019, 0, None),
        ((2020,), 2019, 1, 2020),
        ((2015, 2020), 2019, 1, 2020),
        ((2016, 2020), 2019, 1, 2016),
        ((), 2019, 1, None),
    ],
)
def test_a_wave_takes_the_latest_figure_up_to_it_within_three_years(years, wave, after, expected):
    assert waves.nearest(years, wave, after) == expected


def test_a_line_counts_from_its_opening_to_its_closing():
    def line(**more):
        return Link("AAA", "BBB", 2024, "pipelines_crossing", 1, "gem", **more)

    assert [waves._open(line(status="operating", start="2014"), w) for w in waves.WAVES] == [False, True, True, True]
    ended = line(status="closed", start="1980", end="2022")
    assert [waves._open(ended, w) for w in waves.WAVES] == [True, True, True, False]
    assert not waves._open(line(status="closed"), 2010)


@pytest.mark.parametrize(
    ("variable", "unit", "year", "expected"),
    [
        ("logistics", "DEU", 2014, 4.12),
        ("logistics", "SGP", 2023, 4.3),
        ("internet_users", "CHN", 2023, 90.6),
        ("gas_traded", "DEU", 2010, 115_820),
        ("fuel_routes", "LTU", 2010, None),
        ("population", "MDA", 2023, 2.46e6),
    ],
)
def test_values_of_the_sources(values, variable, unit, year, expected):
    row = values[variable, unit][year]
    if expected is not None:
        assert float(row["value"]) == pytest.approx(expected, rel=0.1)


def test_terminals_of_liquefied_gas_count_from_their_year(values):
    found = {year: float(row["value"]) for year, row in values["fuel_routes", "LTU"].items()}
    assert found[2010] < found[2014]  # Klaipėda opened in 2014


def test_the_same_countries_are_ranked_in_all_waves(result):
    ranked = result.ranks["index"].unstack("year").notna()
    assert ranked.sum().to_dict() == dict.fromkeys(waves.WAVES, 156)
    assert ranked.all(axis=1).sum() == 156


def test_findings_of_the_notes_hold(result):
    scores = result.scores["index"].unstack("year").dropna()
    change = (scores[2023] - scores[2010]).sort_values()
    assert list(change.index[:4]) == ["YEM", "VEN", "SYR", "AFG"]
    assert list(change.index[-2:]) == ["CHN", "HRV"]
    assert (scores.mean().round(1) == [34.9, 38.4, 41.5, 43.1]).all()
    # no convergence: the spread rises, and the low gain no more points than the high
    assert scores.std().is_monotonic_increasing
    assert 0 < np.polyfit(scores[2010], change.reindex(scores.index), 1)[0] < 0.1
    assert scores[2010].corr(scores[2023], method="spearman") == pytest.approx(0.96, abs=0.005)


def test_the_rise_is_that_of_telecommunication(result):
    rise = result.scores.groupby("year").mean().diff().sum()
    assert rise["telecom"] > 20
    assert -3 < rise["transport"] < 0  # departures of 2021


def test_every_file_has_its_licence_and_every_source_is_used():
    told = (PANEL / "LICENSES-DATA.md").read_text("utf-8")
    sources = pd.read_csv(PANEL / "sources.csv")
    named = set()
    for path in (PANEL / "values").glob("*.csv"):
        assert f"`values/{path.name}`" in told
        named |= set(pd.read_csv(path)["source"])
    assert named == set(sources["id"])
    assert set(sources["kind"]) <= {"official", "survey", "community", "compiled"}


@pytest.mark.network
def test_the_script_makes_the_same_bytes(tmp_path):
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED}: the files of the sources are not here")
    cache = Path.home() / ".cache" / "connectindex" / "derive"
    fetch.adopt(SHARED, cache)
    derive(cache, tmp_path)
    for path in sorted(p for p in tmp_path.rglob("*.*") if p.is_file()):
        assert path.read_bytes() == (PANEL / path.relative_to(tmp_path)).read_bytes(), path
