"""Names in every language: what the shipped file holds is what Babel gives."""

from __future__ import annotations

import pytest

from connectindex.territories.codes import table
from connectindex.territories.every_name import every_name, folded, from_babel


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Suisse", "CHE"),
        ("Zwitserland", "CHE"),
        ("中国", "CHN"),
        ("Ελλάδα", "GRC"),
        ("日本", "JPN"),
    ],
)
def test_a_name_in_any_language_is_that_of_its_country(name, code):
    assert [c for c, names in every_name().items() if folded(name) in names] == [code]


def test_every_place_of_iso_has_names():
    assert set(every_name()) == {iso3 for iso3, _, _ in table()}
    assert min(map(len, every_name().values())) > 10


def test_the_file_is_what_babel_gives():
    assert {code: tuple(names) for code, names in from_babel().items()} == dict(every_name())
