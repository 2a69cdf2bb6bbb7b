"""Imprint: who made an edition and how it is cited, in page, book and data files alike."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace

import pytest
import yaml

from connectindex.edition.imprint import Author
from connectindex.pipeline.build import build
from connectindex.reports import html, pdf
from connectindex.reports.compose import compose
from connectindex.reports.data.datafiles import data_files

DATE = dt.date(2026, 11, 22)
REFERENCE = (
    "Müller, Anna; Li, Wei; Institute of Roads (2026). Synthetic Connectivity Index, edition 2026. "
    "Institute of Tests. https://doi.org/10.1234/sci"
)


@pytest.fixture(scope="module")
def made(synthetic):
    edition = synthetic.edition()
    about = replace(
        edition.about,
        authors=(Author("Müller", "Anna"), Author("Li", "Wei"), Author("Institute of Roads")),
        doi="10.1234/sci",
        isbn="978-0-306-40615-7",
        url="https://example.org/sci/",
        contact="index@example.org",
    )
    return build(replace(edition, about=about))


@pytest.fixture(scope="module")
def page(made):
    return html.pages(compose(made, DATE, ["tables/scores.csv", "report.pdf"]))["index.html"].decode()


@pytest.fixture(scope="module")
def files(made):
    return data_files(made, DATE)


def test_the_imprint_in_page_and_book(made, page):
    for text in (page, pdf.source(compose(made, DATE)).text):
        own = text.partition('class="imprint"')[2].partition("</dl>")[0]
        assert REFERENCE in own
        assert "In-text citation: (Müller et al., 2026)." in own
        assert "Anna Müller, Wei Li and Institute of Roads." in own
        assert "ISBN 978-0-306-40615-7" in own
        links = set(re.findall(r'href="([^"]+)"', own))
        assert {"https://doi.org/10.1234/sci", "https://example.org/sci/", "mailto:index@example.org"} <= links


def test_the_head_of_the_page(page):
    head = page.partition("<style>")[0]
    metas = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]+)"', head)
    assert [v for k, v in metas if k == "citation_author"] == ["Anna Müller", "Wei Li", "Institute of Roads"]
    assert ("citation_doi", "10.1234/sci") in metas
    assert ("og:url", "https://example.org/sci/") in metas
    assert ("citation_publication_date", "2026/11/22") in metas
    assert '<link rel="canonical" href="https://example.org/sci/">' in head


def test_addresses_in_the_dataset_of_schema_org_are_absolute(page):
    record = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert record["url"] == "https://example.org/sci/"
    assert record["identifier"][0] == "https://doi.org/10.1234/sci"
    assert record["identifier"][1]["value"] == "978-0-306-40615-7"
    assert record["creator"][0]["familyName"] == "Müller"
    assert record["creator"][2] == {"@type": "Organization", "name": "Institute of Roads"}
    assert record["publisher"]["contactPoint"]["email"] == "index@example.org"
    assert {d["contentUrl"] for d in record["distribution"]} == {
        "https://example.org/sci/tables/scores.csv",
        "https://example.org/sci/report.pdf",
    }


def test_without_an_address_files_are_beside_the_page(result):
    page = html.pages(compose(result, DATE, ["report.pdf"]))["index.html"].decode()
    record = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert [d["contentUrl"] for d in record["distribution"]] == ["report.pdf"]
    assert "canonical" not in page.partition("<style>")[0]


def test_the_citation_file(files):
    content = yaml.safe_load(files["CITATION.cff"])
    assert content["authors"] == [
        {"family-names": "Müller", "given-names": "Anna"},
        {"family-names": "Li", "given-names": "Wei"},
        {"name": "Institute of Roads"},
    ]
    assert content["contact"] == [{"name": "Institute of Tests", "email": "index@example.org"}]
    assert (content["doi"], content["url"]) == ("10.1234/sci", "https://example.org/sci/")
    assert content["license"] == "CC-BY-4.0"
    assert content["keywords"] == ["Transport", "Energy", "Telecommunications"]
    assert content["identifiers"] == [{"type": "other", "value": "ISBN 978-0-306-40615-7"}]


def test_the_descriptor(files):
    content = json.loads(files["datapackage.json"])
    assert (content["id"], content["homepage"]) == ("https://doi.org/10.1234/sci", "https://example.org/sci/")
    assert content["keywords"] == ["Transport", "Energy", "Telecommunications"]
    assert [(c["title"], c["roles"]) for c in content["contributors"]] == [
        ("Anna Müller", ["author"]),
        ("Wei Li", ["author"]),
        ("Institute of Roads", ["author"]),
        ("Institute of Tests", ["publisher"]),
    ]
    assert content["contributors"][-1]["email"] == "index@example.org"


def test_a_contact_that_is_no_address_is_no_link(synthetic):
    edition = synthetic.edition()
    made = build(replace(edition, about=replace(edition.about, contact="javascript:alert(1)", url="javascript:a")))
    page = html.pages(compose(made, DATE))["index.html"].decode()
    assert "javascript:a" not in page
