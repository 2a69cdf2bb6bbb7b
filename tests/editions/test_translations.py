"""Texts of the package's editions in other languages: each is there, and has the numbers of the English one."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from babel import Locale

from connectindex import editions
from connectindex.edition.languages import package_catalogues
from connectindex.edition.read import read_edition
from connectindex.reports.language import language
from connectindex.reports.untranslated import untranslated, words_lacking
from tests.catalogues import SHIPPED

HOME = Path(editions.__file__).parent
TAGS = sorted(package_catalogues())
TEXTS = [
    (path, tag)
    for name in SHIPPED
    for path in sorted((HOME / name).rglob("*.md"))
    for tag in TAGS
    if not re.search(r"\.\w+\.md$|LICENSES|NOTES\.md$", path.name)
]
POWERS = {"million": 6, "millions": 6, "万": 4}


def numbers(text: str, tag: str) -> Counter[float]:
    """The numbers of a text, months among them: where one language says "January", another has a 1."""
    text = re.sub(r"`[^`]*`", " ", text)
    if tag == "fr":
        text = re.sub(r"(?<=\d)[\u202f\u00a0](?=\d{3})", "", text)
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    months = Locale(tag).months["format"]["wide"] if tag != "zh" else {}
    for number, name in months.items():
        text = re.sub(rf"\b{name}\b", f" {number} ", text)
    found = re.findall(r"(\d+(?:\.\d+)?)\s*(millions?|万)?", text)
    return Counter(float(f"{digits}e{POWERS.get(power, 0)}") for digits, power in found)


def test_numbers_are_read_in_every_language():
    assert numbers("17,523 trains, 1.9 million boxes on 27 January", "en") == Counter([17523, 1.9e6, 27, 1])
    assert numbers("17\u202f523 trains, 1,9 million de boîtes le 27 janvier", "fr") == Counter([17523, 1.9e6, 27, 1])
    assert numbers("1 月 27 日 17,523 列，190 万箱", "zh") == Counter([17523, 1.9e6, 27, 1])


@pytest.mark.parametrize(("path", "tag"), TEXTS, ids=lambda v: v if isinstance(v, str) else f"{v.parent.name}-{v.stem}")
def test_a_translation_has_the_numbers_and_the_parts_of_its_text(path, tag):
    english = path.read_text("utf-8")
    said = path.with_suffix(f".{tag}.md").read_text("utf-8")
    assert numbers(said, tag) - numbers(english, "en") == Counter()
    assert numbers(english, "en") - numbers(said, tag) == Counter()
    for mark in (r"^#+ ", r"^\* ", r"^\|", r"`[^`]+`"):
        counts = [len(re.findall(mark, text, re.MULTILINE)) for text in (english, said)]
        assert counts[0] - counts[1] in ((0, 2) if mark == "`[^`]+`" else (0,)), mark


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("name", SHIPPED)
def test_an_edition_of_the_package_says_all_its_words_in_every_language(name, tag):
    edition = read_edition(HOME / name)
    made_up = set(edition.units.names) if name == "starter" else set()
    assert set(words_lacking(edition, language(tag))) - made_up == set()
    assert [p for p in untranslated(edition, tag) if not p.place.startswith("locale/")] == []


@pytest.mark.parametrize(
    "path",
    [p for name in SHIPPED for p in sorted((HOME / name).glob("notes*.md"))],
    ids=lambda p: f"{p.parent.name}-{p.stem}",
)
def test_notes_for_readers_name_no_files_and_no_settings(path):
    text = path.read_text("utf-8")
    assert re.findall(r"`[^`]*`|\w+\.(?:csv|toml|py)\b|python -m", text) == []
