"""Whole books: twenty countries in two processes, and the world edition. They take minutes."""

import itertools
import os
import subprocess
import sys

import pytest

import connectindex as ci
from connectindex.reports.language import language
from connectindex.reports.names import of_result

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("needs_pango")]


def built(edition, out, language="", **environment):
    command = [sys.executable, "-m", "connectindex", "build", *([str(edition)] if edition else []), "-o", str(out)]
    command += ["--language", language] if language else []
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def test_two_builds_of_twenty_countries_are_the_same_bytes(twenty, tmp_path):
    first = built(twenty, tmp_path / "one", PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C")
    second = built(twenty, tmp_path / "two", PYTHONHASHSEED="2", TZ="America/Lima", LC_ALL="C.UTF-8")
    assert {"report.pdf", "index.html", "manifest.json", "tables.xlsx"} <= set(first)
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []


@pytest.mark.parametrize("tag", ["en", "fr"])  # French texts are the longest
def test_the_book_of_the_world_has_two_pages_a_country_and_none_nearly_empty(tmp_path, page_fill, tag):
    import pypdf

    built(None, tmp_path / "out", tag)
    result = of_result(ci.build(ci.world()), language(tag))
    book = pypdf.PdfReader(tmp_path / "out/report.pdf")
    names = set(result.edition.units.names[result.ranks.index[result.ranks["index"].notna()]])
    pages = sorted((book.get_destination_page_number(d), d.title) for d in flat(book.outline))
    starts = [page for page, title in pages if title in names]
    assert len(starts) == len(names)
    assert {b - a for a, b in itertools.pairwise(starts)} == {2}
    assert page_fill.sparse(tmp_path / "out/report.pdf") == []
    fonts = {str(f["/BaseFont"]) for page in book.pages for f in fonts_of(page)}
    assert {name.partition("+")[2].partition("-")[0] for name in fonts} == {"Inter"}


def flat(outline):
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry


def fonts_of(page):
    return [font.get_object() for font in page["/Resources"].get("/Font", {}).values()]
