"""Whom codes and names mean: what eight institutions write for 245 places, and what must never be taken for one."""

import csv
from pathlib import Path

import pytest

from connectindex.edition.inputs import world_folder
from connectindex.territories import Match, Register, hint
from connectindex.territories.codes import by_code, is_group, table
from connectindex.territories.spelling import spelling

NAMES = Path(__file__).parent / "names.csv"


def rows(path):
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


@pytest.fixture(scope="module")
def world():
    return Register({r["unit"]: (r["name"],) for r in rows(world_folder() / "units.csv")})


def test_of_the_names_that_institutions_use_none_is_matched_wrongly_and_six_are_left_to_the_user(world):
    written = rows(NAMES)
    assert len({r["iso3"] for r in written}) == 245
    found = {r["name"]: world.match(r["name"]) for r in written}
    wrong = [(r, found[r["name"]]) for r in written if found[r["name"]].unit not in ("", r["iso3"])]
    unmatched = [(r["institution"], r["name"]) for r in written if not found[r["name"]].unit]
    assert wrong == []
    assert sorted(unmatched) == [
        ("Eurostat", "Congo"), ("FAO", "Congo"), ("IMF", "Korea"), ("OECD", "Congo"), ("OECD", "Korea"), ("UN", "Congo"),
    ]  # fmt: skip


def test_names_are_matched_the_same_where_the_edition_calls_its_units_otherwise():
    from babel import Locale

    french = Locale("fr").territories
    units = Register({iso3: (french.get(iso2, iso3),) for iso3, iso2, _ in table()}, languages=("fr",))
    wrong = [r for r in rows(NAMES) if units.match(r["name"]).unit not in ("", r["iso3"])]
    assert wrong == []


@pytest.mark.parametrize(("name", "candidates"), [
    ("Korea", ("KOR", "PRK")), ("Congo", ("COD", "COG")), ("Republic of China", ("CHN", "TWN")),
    ("Virgin Islands", ("VGB", "VIR")), ("Кореја", ()),
])  # fmt: skip
def test_a_name_of_two_countries_is_none_and_names_both(world, name, candidates):
    match = world.match(name)
    assert match.unit == ""
    assert match.candidates == candidates


@pytest.mark.parametrize("name", [
    "World", "Africa", "Euro area", "European Union - 27 countries (from 2020)", "OECD members", "America", "Americas",
    "North America", "Channel Islands", "Netherlands Antilles", "Serbia and Montenegro", "Sudan (former)", "USSR",
    "Belgium-Luxembourg", "Democratic Republic of Korea", "German Democratic Republic", "Yugoslavia", "Czechoslovakia",
    "Yemen, People's Democratic Republic of", "Total", "Other", "China including Hong Kong", "Grmany", "Francee",     "Small island developing states", "Polynesia", "Melanesia", "Arab World", "Latin America & Caribbean", "Not classified",
    "EU27_2020", "EA19", "WLD", "AFE", "OWID_WRL", "001", "The Republic", "", "-", "..", "New Guinea", "Samoa Americana East",
])  # fmt: skip
def test_groups_former_states_and_slips_of_the_pen_are_no_country(world, name):
    match = world.match(name)
    assert (match.unit, match.candidates) in [("", ()), ("", ("USA", "a region"))]


@pytest.mark.parametrize(("code", "unit", "how"), [
    ("FRA", "FRA", "code of the edition"), ("fra", "FRA", "code of the edition"), ("FR", "FRA", "ISO alpha-2 code"),
    ("EL", "GRC", "Eurostat code"), ("UK", "GBR", "Eurostat code"), ("GB", "GBR", "ISO alpha-2 code"),
    ("ROM", "ROU", "former code"), ("ZAR", "COD", "former code"), ("WBG", "PSE", "former code"),
    ("KSV", "XKX", "former code"), ("TMP", "TLS", "former code"), ("XK", "XKX", "ISO alpha-2 code"),
    ("004", "AFG", "ISO 3166 number"), ("4", "AFG", "ISO 3166 number"), ("'250", "FRA", "ISO 3166 number"),
    ("NA", "NAM", "ISO alpha-2 code"),
])  # fmt: skip
def test_codes_of_other_systems_are_the_units_they_stand_for(world, code, unit, how):
    match = world.match(code)
    assert (match.unit, match.how) == (unit, how)


def test_numbers_that_are_not_those_of_m49_match_nothing(world):
    fao = [str(n) for n in range(1, 60)]  # its own numbers: 4 is Algeria, not Afghanistan
    assert {m.unit for m in world.matches(fao).values()} == {""}
    m49 = [number for _, _, number in table()] + ["001", "150", "419"]
    found = world.matches(m49)
    assert [found[number].unit for iso3, _, number in table() if iso3 in world.names] == [
        iso3 for iso3, _, _ in table() if iso3 in world.names
    ]
    assert found["150"].unit == ""


def test_codes_of_units_that_are_no_countries_are_not_read_as_countries():
    states = Register({"CA": ("California",), "GA": ("Georgia",), "DE": ("Delaware",), "IN": ("Indiana",)})
    assert [states.match(w).unit for w in ("CA", "Georgia", "CAN", "Canada", "Germany", "IND")] == [
        "CA",
        "GA",
        "",
        "",
        "",
        "",
    ]
    airports = Register({"FRA": ("Frankfurt",), "AUS": ("Austin",), "CDG": ("Paris",)})
    assert [airports.match(w).unit for w in ("FRA", "France", "DE", "Australia")] == ["FRA", "", "", ""]


def test_units_by_two_letters_are_countries_where_their_names_say_so():
    units = Register({"FR": ("France",), "GR": ("Greece",), "GB": ("United Kingdom",)})
    assert [units.match(w).unit for w in ("FRA", "EL", "UK", "Grèce", "826")] == ["FR", "GR", "GB", "GR", "GB"]


def test_an_alias_comes_before_codes_and_names():
    units = Register({"KOR": ("South Korea",), "PRK": ("North Korea",)}, {"Korea": "KOR", "KP": "KOR"})
    assert units.match("Korea") == Match("Korea", "KOR", "alias")
    assert units.match("KP").unit == "KOR"
    assert units.match("KOREA").unit == "KOR"


def test_a_country_that_is_not_a_unit_is_known_but_no_unit():
    units = Register({"FRA": ("France",), "DEU": ("Germany",)})
    assert units.match("Andorra") == Match("Andorra", "", "name in CLDR (en)", "AND")


def test_a_name_of_the_edition_comes_before_all_others():
    units = Register({"COG": ("Congo",), "COD": ("DR Congo",), "FRA": ("France",)})
    assert units.match("CONGO").unit == "COG"


def test_names_are_known_in_every_language_of_cldr(world):
    written = ["Deutschland", "Allemagne", "德国", "ألمانيا", "Германия", "जर्मनी", "Saksa", "Γερμανία", "독일", "Đức"]
    assert [world.match(w).unit for w in written] == ["DEU"] * len(written)


def test_hints_for_two_letter_codes_are_right_or_silent(world):
    for iso3, iso2, _ in table():
        told = hint(iso2, world)
        if iso3 in world.names:
            assert told == f"that is the ISO alpha-2 code of '{iso3}'"
    few = Register({c: world.names[c] for c in ("CHE", "CHN", "AUT", "AUS", "IRN", "IRQ", "GBR", "UKR")})
    assert [hint(c, few).split()[-1] for c in ("CH", "AU", "IR", "UK")] == ["'CHE'", "'AUS'", "'IRN'", "'GBR'"]


def test_a_hint_never_names_another_unit_than_the_code_stands_for(world):
    for code, (place, _) in by_code().items():
        told = hint(code, world)
        named = [word.strip("',") for word in told.split() if word.strip("',") in world.names]
        assert set(named) <= {place}, (code, told)


@pytest.mark.parametrize("code", ["IST", "XXX", "ZZ", "QQQ", "UST", "Q1", "SPN", "GER", "FRN"])
def test_a_short_code_that_is_nothing_has_no_hint(world, code):
    assert hint(code, world) == ""


def test_a_slip_of_the_pen_has_a_hint_where_one_code_alone_is_near():
    units = Register({c: (c,) for c in ("ALD", "BOR", "CAL", "DUN", "EST", "FAR", "GEL", "HOM", "IRN")})
    assert hint("BOP", units) == "did you mean 'BOR'?"
    assert hint("CLA", units) == "that is a group of countries"  # of the World Bank, and none of ours
    assert hint("OBR", units) == "did you mean 'BOR'?"
    assert hint("XXX", units) == ""


def test_a_long_code_that_is_nearly_one_unit_s_has_a_hint():
    units = Register({"CN-HLJ": ("Heilongjiang",), "RU-AMU": ("Amur",), "004": ("Region four",)})
    assert hint("CN-HL", units) == "did you mean 'CN-HLJ'?"
    assert hint("4", units) == "did you mean '004'?"


def test_spellings_forgive_case_accents_punctuation_and_order():
    same = ["Bolivia (Plurinational State of)", "Plurinational State of Bolivia", "BOLIVIA, PLURINATIONAL STATE OF"]
    assert len({spelling(name) for name in same}) == 1
    assert len({spelling(n) for n in ("Côte d'Ivoire", "Cote d’Ivoire", "COTE D IVOIRE")}) == 1
    assert len({spelling(n) for n in ("St. Kitts & Nevis", "Saint Kitts and Nevis")}) == 1
    assert spelling("Niger") != spelling("Nigeria")


def test_groups_are_told_by_their_codes():
    assert [c for c in ("EU27_2020", "EA20", "WLD", "OWID_AFR", "150", "DEU", "DE", "250") if is_group(c)] == [
        "EU27_2020", "EA20", "WLD", "OWID_AFR", "150",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["France 1/", "France a/", "France (a)", "France¹", "France*", "France1", "France [2]"]
)
def test_footnote_marks_behind_a_name_are_dropped_and_said_to_be(world, name):
    match = world.match(name)
    assert match.unit == "FRA"
    assert name == "France*" or match.how == "name of the edition, footnote mark dropped"


@pytest.mark.parametrize("code", ["FR1", "FRA1", "fr1", "DE11", "ITC4"])
def test_codes_of_regions_are_not_their_country_with_a_footnote(world, code):
    assert world.match(code).unit == ""
