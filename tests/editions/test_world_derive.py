"""The steps that derive the world edition, on small texts like those of the sources; no network."""

import io
import tarfile
import zipfile

import pytest

from connectindex.editions.world.derive import archives, cables, energy_trade, fetch
from connectindex.editions.world.derive.borders import UnknownNeighbourError, lengths
from connectindex.editions.world.derive.factbook import Figure, coordinates, figure
from connectindex.editions.world.derive.pins import PINS, Pin
from connectindex.editions.world.derive.places import PLACES, by_name
from connectindex.editions.world.derive.tables import Link, cell, write_links


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("$3.162 trillion (2024 est.)", Figure(3.162e12, 2024, estimated=True)),
        ("643,801 sq km ; 551,500 sq km (metropolitan France)", Figure(643801, None, estimated=False)),
        ("1.267 million sq km", Figure(1_267_000, None, estimated=False)),
        ("27,860 km (2020) 16,660 km electrified", Figure(27860, 2020, estimated=False)),
        ("58.9 km (for entire island)", Figure(58.9, None, estimated=False)),
        ("-$30.334 billion (2023 est.)", Figure(-30.334e9, 2023, estimated=True)),
        ("NA", None),
        ("uninhabited", None),
        (None, None),
    ],
)
def test_figure(printed, expected):
    assert figure(printed) == expected


def test_coordinates():
    assert coordinates("48 52 N, 2 20 E") == (48.8667, 2.3333)
    assert coordinates("33 27 S, 70 40 W") == (-33.45, -70.6667)
    assert coordinates("none") is None


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("SeaMeWe-3, -4 & 5, MED and Apollo", ["SeaMeWe-3", "SeaMeWe-4", "SeaMeWe-5", "MED", "Apollo"]),
        ("Tata TGN-Pacific & -Atlantic, Jupiter", ["Tata TGN-Pacific", "Tata TGN-Atlantic", "Jupiter"]),
        ("Kattegat 1 & 2 & 3", ["Kattegat 1", "Kattegat-2", "Kattegat-3"]),
        ("Americas -I & -II", ["Americas -I", "Americas-II"]),
        ("Med Cable, PEACE Cable, and the EASSy", ["Med", "PEACE", "EASSy"]),
        ("", []),
    ],
)
def test_cable_lists_are_split(listed, expected):
    assert list(cables.split(listed)) == expected


def test_the_list_ends_where_the_sentence_goes_on():
    texts = ["landing points for the ACE, and WACS fiber-optic submarine cable linking Africa to Europe, and Asia"]
    assert list(cables.names("NAM", texts)) == ["ACE", "WACS"]


def test_spellings_of_a_cable_are_joined():
    assert cables.canonical("SEA-ME-WE-3") == cables.canonical("SeaMeWe -3") == "SeaMeWe-3"
    assert cables.canonical("Utility EAC-Pacific") == "Unity/EAC-Pacific"
    assert cables.canonical("Some Cable - 2") == "Some Cable-2"


def profile(electricity=None, gas=None):
    sections = {"Electricity": electricity, "Natural gas": gas}
    return {"Energy": {k: {line: {"text": t} for line, t in v.items()} for k, v in sections.items() if v}}


def trade(now, *before, linked=frozenset(), unit="AAA"):
    printed = {}
    for variable, edition, year, value in before:
        printed.setdefault((unit, variable), []).append(energy_trade.Printed(edition, year, value))
    rows = energy_trade.derive({unit: now}, printed, frozenset({unit}), linked)
    return {row.variable: (row.value, row.status, row.year) for row in rows}


def test_electricity_trade_left_blank_takes_the_latest_figure_with_its_year():
    now = profile(electricity={"imports": "1.577 billion kWh (2023 est.)"})
    found = trade(now, ("electricity_exports", 2023, 2020, 0.0), ("electricity_exports", 2021, 2016, 5e6))
    assert found["electricity_imports"] == (1577, "estimated", 2023)
    assert found["electricity_exports"] == (0, "estimated", 2020)
    assert found["gas_imports"] == (None, "missing", 2023)


def test_electricity_trade_of_editions_that_lost_their_years_or_are_old_does_not_count():
    for before in [("electricity_exports", 2020, 2017, 1e6), ("electricity_exports", 2021, 2014, 1e6)]:
        assert trade(profile(), before)["electricity_exports"] == (None, "missing", 2023)


def test_electricity_trade_of_zero_is_doubtful_where_a_line_is_known_and_neither_way_is_printed():
    zero = ("electricity_exports", 2023, 2020, 0.0)
    assert trade(profile(), zero, linked=frozenset({"AAA"}))["electricity_exports"] == (None, "missing", 2023)
    assert trade(profile(), zero)["electricity_exports"] == (0, "estimated", 2020)
    imports = profile(electricity={"imports": "1 billion kWh (2023 est.)"})
    assert trade(imports, zero, linked=frozenset({"AAA"}))["electricity_exports"] == (0, "estimated", 2020)


def test_electricity_trade_of_georgia_is_that_before_the_transit():
    now = profile(electricity={"exports": "4.913 billion kWh (2023 est.)"})
    before = [("electricity_exports", 2024, 2022, 4e9), ("electricity_exports", 2023, 2020, 256e6)]
    assert trade(now, *before, unit="GEO")["electricity_exports"] == (256, "estimated", 2020)


def border(text):
    return {"Geography": {"Land boundaries": {"border countries": {"text": text}}}}


def test_borders_are_the_mean_of_both_sides():
    china = border("Russia (northeast) 4,133 km and Russia (northwest) 46 km; Nepal 1,389 km")
    found = lengths({"CHN": china, "NPL": border("China 1,390 km")})
    assert found == {("CHN", "RUS"): 4179, ("CHN", "NPL"): 1389.5}


def test_an_unknown_neighbour_is_an_error():
    with pytest.raises(UnknownNeighbourError, match="AAA: border with 'Ruritania'"):
        lengths({"AAA": border("Ruritania 12 km")})


def test_places():
    assert len(PLACES) == len({place.iso2 for place in PLACES.values()}) == len({p.name for p in PLACES.values()})
    assert by_name("Cote d'Ivoire") == by_name("Côte d’Ivoire") == "CIV"
    assert by_name("The Gambia") == "GMB"
    assert by_name("Atlantis") is None


def test_numbers_are_written_without_exponents():
    assert [cell(x) for x in (3.0, 2.9185e13, 0.1 + 0.2, 1e-9, None, "a", 7)] == [
        "3",
        "29185000000000",
        "0.3",
        "0",
        "",
        "a",
        "7",
    ]


def test_optional_columns_are_written_when_used(tmp_path):
    write_links(tmp_path / "a.csv", [Link("B", "C", 2020, "m", 1, "s"), Link("A", "C", 2020, "m", 1, "s")])
    assert (tmp_path / "a.csv").read_text() == "from,to,year,mode,count,source\nA,C,2020,m,1,s\nB,C,2020,m,1,s\n"
    write_links(tmp_path / "b.csv", [Link("A", "C", 2020, "m", 1, "s", status="closed")])
    assert (tmp_path / "b.csv").read_text() == "from,to,year,mode,count,source,status\nA,C,2020,m,1,s,closed\n"


def test_members_of_archives(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr("pkg/data/x.csv", "1")
        wheel.writestr("pkg/data/x.json", "2")
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as tar:
        info = tarfile.TarInfo("package/x.csv")
        info.size = 1
        tar.addfile(info, io.BytesIO(b"3"))
    assert dict(archives.members(tmp_path / "a.whl", "pkg/data/", ".csv")) == {"pkg/data/x.csv": b"1"}
    assert archives.read(tmp_path / "a.tgz", "x.csv") == b"3"
    with pytest.raises(FileNotFoundError, match=r"a\.whl: no member 'y'"):
        archives.read(tmp_path / "a.whl", "y")


def test_a_changed_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setitem(PINS, "thing", Pin("pypi", "thing", "1", "thing.whl", "0" * 64))
    (tmp_path / "thing.whl").write_text("not what was pinned")
    with pytest.raises(fetch.FetchError, match=r"thing: thing\.whl has sha256 [0-9a-f]{64}, the pin says 0000"):
        fetch.fetch("thing", tmp_path)


def test_a_file_is_fetched_once(tmp_path, monkeypatch):
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of "abc", FIPS 180-2
    monkeypatch.setitem(PINS, "thing", Pin("npm", "thing", "1", "thing-1.tgz", digest))
    asked = []

    def client(pin, folder):
        asked.append(pin.name)
        (folder / pin.filename).write_text("abc")

    monkeypatch.setitem(fetch._CLIENTS, "npm", client)
    cache = tmp_path / "new" / "cache"
    assert fetch.fetch("thing", cache) == fetch.fetch("thing", cache) == cache / "thing-1.tgz"
    assert asked == ["thing"]
    assert [path.name for path in cache.iterdir()] == ["thing-1.tgz"]


def test_every_pin_is_a_whole_hash():
    for name, pin in PINS.items():
        assert len(pin.sha256) == 64, name
        assert set(pin.sha256) <= set("0123456789abcdef"), name
    assert len({pin.filename for pin in PINS.values()}) == len(PINS)
