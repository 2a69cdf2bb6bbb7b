"""The annex of the book with the value of every indicator for every unit."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from pypdf import PdfReader

from connectindex.reports import pdf
from connectindex.reports.collation import collation_key
from connectindex.reports.compose import compose, values
from connectindex.reports.compose.facts import Facts

DATE = dt.date(2026, 11, 22)


def test_every_cell_is_that_of_the_result(result):
    facts = Facts(result)
    blocks = values.blocks(facts)
    names = [name for block in blocks for name, _ in block.indicators]
    assert names == [i.name for i in result.edition.indicators.values()]
    assert [row[0] for row in blocks[0].cells] == sorted(
        facts.names.values(), key=lambda name: collation_key(name, "en")
    )
    profiles = {p.name: {r.name: r.value for r in p.table if not r.head} for p in compose(result, DATE).profiles}
    cells = {
        name: dict(zip([n for n, _ in block.indicators], row, strict=True))
        for block in blocks
        for name, row in block.cells
    }
    last = {name: values_ for block in blocks[-1:] for name, values_ in block.cells}
    assert set(cells) == set(last)
    for block in blocks:
        for name, row in block.cells:
            for (indicator, _), (value, _) in zip(block.indicators, row, strict=True):
                assert name not in profiles or profiles[name][indicator] == value


def test_flags_tell_how_a_cell_came_to_be(result):
    facts = Facts(result)
    cells = {
        (row[0], column[0]): cell
        for block in values.blocks(facts)
        for row in block.cells
        for column, cell in zip(block.indicators, row[1], strict=True)
    }
    assert cells["Aland", "Download speed"][1] == "E"
    assert cells["Côte d'Beta", "Gas pipelines"][1].startswith("I")
    assert cells["Aland", "Gas pipelines"][1] == "W"
    assert cells["Étoile", "Port calls"] == ("n/a", "")


def test_blocks_are_no_wider_than_a_page_and_nearly_equal(result):
    widths = [len(block.indicators) for block in values.blocks(Facts(result))]
    assert sum(widths) == 10
    assert max(widths) <= values.COLUMNS
    assert max(widths) - min(widths) <= 1


def test_too_many_values_are_left_to_the_tables(result, monkeypatch):
    monkeypatch.setattr(values, "MOST_CELLS", 209)
    assert values.blocks(Facts(result)) == ()
    assert "values" not in {s.id for s in compose(result, DATE).sections}


@pytest.mark.usefixtures("needs_pango")
def test_it_stands_in_the_book_alone_and_upright(document, pages):
    assert 'id="values"' not in pages["index.html"].decode()
    assert 'id="values"' in pdf.source(document).text
    reader = PdfReader(io.BytesIO(pdf.book(document)))
    assert all(p.mediabox.height > p.mediabox.width for p in reader.pages)
    texts = [re.sub(r"\s+", " ", p.extract_text()) for p in reader.pages]
    first = next(k for k, t in enumerate(texts) if "Values of all indicators (1 of" in t and "Contents" not in t)
    text = " ".join(texts[first : first + 3])
    assert all(name in text for name in ("Upsilon", "Ömega"))
