"""Names of countries, regions, indicators, links and units in the language of a report."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest
from babel import Locale

import connectindex as ci
from connectindex.edition.languages import package_catalogues
from connectindex.edition.read import read_edition
from connectindex.model.units import Units
from connectindex.model.words import Commas, Name, phrase
from connectindex.pipeline.build import build
from connectindex.reports import html, names
from connectindex.reports.compose import compose
from connectindex.reports.language import language
from connectindex.territories.names import called_in
from tests import catalogues

DATE = dt.date(2026, 11, 22)
FRENCH = language("fr")


def page(folder, **chosen):
    result = build(read_edition(folder))
    return html.pages(compose(result, DATE, language=language("fr", folder), **chosen))["index.html"].decode()


def changed(folder, file, old, new):
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_french_report_names_the_indicators_links_and_units_of_the_catalogue_in_french(starter):
    text = page(starter)
    for said in (
        "Pays reliés par un vol direct",
        "départs par million d’habitants",
        "Lignes électriques transfrontalières",
        "Pays et territoires reliés par au moins une route aérienne régulière directe.",
        "Télécommunications",
    ):
        assert said in text
    assert "Countries with a direct flight" not in text
    assert "countries" not in html_words(text)


def html_words(text):
    return {word for part in text.split(">") for word in part.split("<")[0].split()}


def test_the_name_that_an_edition_gives_itself_is_kept(starter):
    own = '[indicators.air_partners]\nname = "Places one flies to"\nunit = "places"\n\n[indicators.power_line_capacity]'
    changed(starter, "index.toml", "[indicators.power_line_capacity]", own)
    text = page(starter)
    assert "Places one flies to" in text
    assert "Pays reliés par un vol direct" not in text


def test_an_edition_translates_its_own_names(starter):
    (starter / "locale").mkdir()
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    entry = 'msgctxt "name"\nmsgid "{}"\nmsgstr "{}"\n\n'
    own = entry.format("North", "Pays du Nord") + entry.format("Transport", "Transports et {accolades}")
    (starter / "locale" / "fr.po").write_text(head + own, "utf-8")
    text = page(starter)
    assert "Pays du Nord" in text
    assert "Transports et {accolades}" in text
    assert ">North<" not in text


def test_countries_have_the_name_of_cldr_and_that_of_the_edition_wins():
    edition = ci.world()
    table = edition.units.table.assign(name_fr=None)
    table.loc["DEU", "name_fr"] = "République fédérale"
    table.loc["CHE", "name"] = "Chennai"
    named = names.of_edition(dataclasses.replace(edition, units=Units(table)), FRENCH).units.names
    assert (named["AUT"], named["MMR"], named["COD"]) == ("Autriche", "Myanmar (Birmanie)", "Congo-Kinshasa")
    assert (named["HKG"], named["PSE"]) == ("Hong Kong", "Palestine")
    assert "name_fr" not in Units(table).groups
    assert (named["DEU"], named["CHE"]) == ("République fédérale", "Chennai")


@pytest.mark.parametrize("tag", sorted(package_catalogues()))
def test_all_countries_of_the_world_edition_have_a_name(tag):
    locale = Locale.parse(tag)
    none = [u for u, n in ci.world().units.names.items() if not called_in(locale, str(u), str(n))]
    assert none == []


@pytest.mark.parametrize("tag", sorted(package_catalogues()))
@pytest.mark.release
def test_every_name_of_the_package_is_translated(tag):
    known = language(tag).catalogue.names
    assert sorted({text for text, _ in catalogues.names() if text} - set(known)) == []


def test_in_english_and_in_tables_names_stay(starter):
    result = build(read_edition(starter))
    assert names.of_result(result, language("en")) is result
    compose(result, DATE, language=FRENCH)
    assert result.edition.indicators["air_partners"].name == "Countries with a direct flight"


def test_regions_and_reasons_are_said_in_the_language():
    assert FRENCH.name("Sub-Saharan Africa") == "Afrique subsaharienne"
    reason = phrase("no score for {nodes}", nodes=Commas((Name("Energy"), Name("Transport"))))
    assert reason == "no score for Energy, Transport"
    assert FRENCH.translated(reason) == "pas de score pour Énergie, Transports"


def test_pairs_are_named_by_their_ends():
    from connectindex.model.pairs import Pairs

    table = pd.DataFrame({"name": ["France", "Germany"], "scored": True}, index=pd.Index(["FRA", "DEU"], name="unit"))
    pairs = Pairs(Units(table))
    edition = dataclasses.replace(ci.world(), pairs=pairs, units=pairs.units)
    assert list(names.of_edition(edition, FRENCH).units.names) == ["France – Allemagne"]


@pytest.mark.parametrize("tag", ["fr", "zh"])
def test_texts_of_the_world_edition_are_in_the_language_of_the_report(tag):
    world = ci.world()
    spoken = names.of_edition(world, language(tag))
    assert spoken.responses.keys() == world.responses.keys()
    assert [k for k, text in world.responses.items() if spoken.responses[k] == text] == []
    biases = {k: i.bias for k, i in world.indicators.items() if i.bias}
    assert [k for k, text in biases.items() if spoken.indicators[k].bias == text] == []


def test_the_methodology_names_groups_and_units_and_not_their_ids(starter):
    edition = read_edition(starter).replace(
        method={"screen": {"kind": "coverage", "nodes": {"telecom": 0.5}, "drop": ["HAV"]}}
    )
    for tag, named in (("en", "at least 50% of those in Telecommunications"), ("fr", "« Télécommunications »")):
        document = compose(build(edition), DATE, language=language(tag))
        steps = next(s.body for s in document.sections if s.id == "method").steps
        text = " ".join(step.text for step in steps).replace("\u00a0", " ")
        assert named in text
        assert str(edition.units.names["HAV"]) in text
        assert "HAV" not in text
