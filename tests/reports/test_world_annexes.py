"""Annexes of the world edition: sources in use before the others, imputed values with their group, terms in order."""

import re
from datetime import date

import pytest

import connectindex as ci
from connectindex.model.values import OBSERVED
from connectindex.reports import html
from connectindex.reports.compose import compose
from connectindex.reports.language import language
from connectindex.reports.pdf import source

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def result():
    return ci.build(ci.world())


@pytest.fixture(scope="module")
def document(result):
    return compose(result, DAY)


def body(document, name):
    return next(s.body for s in document.sections if s.id == name)


def test_sources_in_use_come_first_and_every_number_printed_is_one_of_them(document):
    further = [s.further for s in document.sources]
    assert further == sorted(further)
    used = {s.number for s in document.sources if not s.further}
    assert 0 < len(used) < len(document.sources)
    printed = set()
    for run in re.findall(r"based on sources? ([\d, –]+)\.", source(document).text):
        for part in run.split(", "):
            first, _, last = part.partition("–")
            printed.update(range(int(first), int(last or first) + 1))
    for profile in document.profiles:
        printed.update(int(n) for row in profile.table for n in row.sources.split(", ") if n)
    assert printed <= used
    titles = {s.id: s for s in document.sources}
    assert titles["lpi"].further
    assert titles["wikipedia_mnc"].further
    assert not titles["world_bank_groups"].further  # membership of organisations is among the links


def test_the_day_of_retrieval_is_said_once_where_it_is_one(document):
    book = source(document).text
    table = book[book.index('<table class="sources"') :].partition("</table>")[0]
    assert "2026-11-28" not in table
    assert "Retrieved" not in table
    assert (
        "All sources were retrieved on November 28, 2026" in book
        or "All sources were retrieved on 28 November 2026" in book
    )
    assert "1905–2025" in table
    assert "github.com/sapics/ip-location-db" in table
    assert "(ip_location_db)" not in table
    assert "(ip_location_db)" in html.pages(document)["index.html"].decode()


def test_an_imputed_value_names_its_group_and_how_many_were_observed(result, document):
    indicators = {i.name: i for i in body(document, "filled")}
    ids = {i.name: name for name, i in result.edition.indicators.items()}
    codes = {name: code for code, name in result.edition.units.names.items()}
    regions, origins = result.edition.units.table["region"], result.origins["origin"]
    assert len(indicators) > 3
    for name, indicator in indicators.items():
        for cell in indicator.cells:
            region = regions[codes[cell.name]]
            members = [u for u in result.edition.units.codes if regions[u] == region]
            observed = sum(origins[u, ids[name]] in OBSERVED for u in members)
            assert cell.rule == f"median of the group: {region}, {observed} economies"
    assert indicators["Cross-border grid capacity"].unit == "MW"


@pytest.mark.parametrize("tag", ["en", "fr", "zh"])
def test_terms_are_in_alphabetical_order(result, tag):
    words = language(tag)
    terms = [step.title for step in body(compose(result, DAY, language=words), "glossary")]
    assert terms == sorted(terms, key=words.collate)
    assert len(terms) > 15


def test_a_gravity_model_says_how_many_links_it_covers(result, document):
    model = ci.potential(result).units.loc["air"]
    pairs = result.dyads[2026].pairs
    totals = pairs[(pairs["mode"] == "air_routes") & (pairs["status"] == "operating")].groupby("unit")["count"].sum()
    covered, in_part = 0, 0
    for profile in document.profiles:
        text = next((t for t in (profile.links.expected if profile.links else ()) if t.startswith("Air routes")), "")
        if not text:
            continue
        observed, total = model.at[profile.code, "observed"], totals.get(profile.code, 0)
        if observed < total:
            assert text.startswith(
                f"Air routes (airport pairs): {observed:,.0f} of {total:,.0f} links are with economies"
            )
            in_part += 1
        else:
            assert text.startswith(f"Air routes (airport pairs): {observed:,.0f} links; the gravity model predicts")
            covered += 1
    assert in_part > 50
    assert covered > 0
