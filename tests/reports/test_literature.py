"""Every work that a definition cites is among the references."""

import re
import tomllib
from datetime import date
from importlib import resources

import pytest

import connectindex as ci
from connectindex.indicators import CATALOGUE
from connectindex.reports import literature
from connectindex.reports.compose import compose

CITATION = re.compile(
    r"((?:[A-ZÀ-Þ][\w-]+ )?[A-ZÀ-Þ][\w-]+(?: et al\.| and (?:[A-ZÀ-Þ][\w-]+ )?[A-ZÀ-Þ][\w-]+)?),? \(?((?:19|20)\d\d)\b"
)
MONTHS = {"January", "April", "June"}  # of data, as in "April 2024"
EDITIONS = sorted(p.name for p in resources.files("connectindex.editions").iterdir() if (p / "index.toml").is_file())


def cited(texts):
    return {f"{who} {year}" for text in texts for who, year in CITATION.findall(text) if who not in MONTHS}


def test_a_citation_is_found():
    assert cited(["Of routes (Santos Silva and Tenreyro 2006), from Barrat et al. (2004); April 2024"]) == {
        "Santos Silva and Tenreyro 2006",
        "Barrat et al. 2004",
    }


def test_every_citation_of_the_catalogue_is_known():
    assert cited(indicator.source for indicator in CATALOGUE.values()) <= set(literature.OF_DEFINITIONS)


@pytest.mark.parametrize("name", EDITIONS)
def test_every_citation_of_an_edition_is_known(name):
    settings = tomllib.loads((resources.files("connectindex.editions") / name / "index.toml").read_text("utf-8"))
    texts = [i.get("source", "") for i in settings.get("indicators", {}).values()]
    assert cited(texts) <= set(literature.OF_DEFINITIONS)


def test_the_report_refers_to_the_works_that_its_definitions_cite():
    result = ci.build(ci.world())
    section = next(s for s in compose(result, date(2026, 11, 22)).sections if s.id == "references")
    named = cited(indicator.source for indicator in result.edition.indicators.values())
    assert {literature.OF_DEFINITIONS[citation] for citation in named} <= set(section.body)
    assert any(work.startswith("Becker, W., Domínguez") for work in section.body)
    assert not any(work.startswith("Brandes") for work in section.body)
