"""Imprint of [index]: authors, DOI, ISBN, address, contact."""

from __future__ import annotations

import pytest

import connectindex as ci
from connectindex.edition.imprint import Author, imprint_problems, is_web, isbn_digit

EDITION = {
    "tree": {"indicators": ["net"]},
    "indicators": {"net": {"name": "Net", "unit": "%", "direction": 1, "variable": "net"}},
}
TABLES = {
    "units": {"unit": ["FRA", "DEU"], "name": ["France", "Germany"]},
    "values": {"unit": ["FRA", "DEU"], "year": 2023, "variable": "net", "value": [86.8, 92.5]},
}


def made(**fields):
    return ci.edition({"index": {"title": "T", "edition": "1", "year": 2023, **fields}, **EDITION}, **TABLES)


def test_the_imprint_is_read():
    about = made(
        authors=["Müller, Anna", "Institute of Roads"],
        doi="https://doi.org/10.1234/abc",
        isbn="978-0-306-40615-7",
        url="https://example.org/index",
        contact="index@example.org",
    ).about
    assert about.authors == (Author("Müller", "Anna"), Author("Institute of Roads"))
    assert about.doi == "10.1234/abc"
    assert (about.isbn, about.url) == ("978-0-306-40615-7", "https://example.org/index")
    assert about.contact == "index@example.org"


def test_every_wrong_field_is_told_at_once():
    with pytest.raises(ci.InputError) as error:
        made(
            authors=["Müller, Anna", "Müller, Anna", "Li,"],
            doi="11.1234/abc",
            isbn="978-0-306-40615-8",
            url="ftp://example.org",
            contact="example.org",
        )
    assert [str(p) for p in error.value.problems] == [
        "index.toml [index] authors: must be 'Family, Given', or the name of an institution, got 'Li,'",
        "index.toml [index] authors: must be different, got 'Müller, Anna'",
        "index.toml [index] doi: must be a DOI, as in 10.1234/name, got '11.1234/abc'",
        (
            "index.toml [index] isbn: must end in the check digit of its other digits, 7, got '978-0-306-40615-8'; "
            "was a digit mistyped?"
        ),
        ("index.toml [index] url: must be a web address that begins with http:// or https://, got 'ftp://example.org'"),
        "index.toml [index] contact: must be an e-mail address or a web address, got 'example.org'",
    ]


# by hand: 9+3*7+8+3*0+3+3*0+6+3*4+0+3*6+1+3*5 = 93, 100 - 93 = 7; 9+21+8+9+1+18+1+12+8+12+1+0 = 100, 0
@pytest.mark.parametrize(("twelve", "digit"), [("978030640615", "7"), ("978316148410", "0")])
def test_the_check_digit_of_an_isbn(twelve, digit):
    assert isbn_digit(twelve) == digit


@pytest.mark.parametrize("isbn", ["0-306-40615-2", "977-0-306-40615-7", "978-0-306-40615", "978--0306406157"])
def test_what_is_no_isbn_of_13_digits(isbn):
    assert [p.place for p in imprint_problems([], "", isbn, "", "")] == ["index.toml [index] isbn"]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://",
        "https://user:pw@example.org",
        'https://a.org/"x',
        "http://[::1",
        "https://a b.org",
    ],
)
def test_what_is_no_web_address(url):
    assert not is_web(url)


@pytest.mark.parametrize("contact", ["https://example.org/contact", "a.b+c@sub.example.org"])
def test_a_contact_is_an_address(contact):
    assert not list(imprint_problems([], "", "", "", contact))
