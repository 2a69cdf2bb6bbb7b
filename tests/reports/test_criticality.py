"""The chapter on the loss of links, in page and book."""

import datetime as dt
import re

import pytest

import connectindex as ci
from connectindex.edition.read import starter_folder
from connectindex.reports import html, pdf
from connectindex.reports.compose import compose

DATE = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def both():
    result = ci.build(ci.read_edition(starter_folder()))
    losses = ci.criticality(result)
    document = compose(result, DATE, critical=losses)
    return losses, html.pages(document)["index.html"].decode(), pdf.source(document).text


def test_the_ten_most_critical_losses_of_each_kind_stand_in_page_and_book(both):
    losses, page, book = both
    for text in (page, book):
        start = text.index('id="critical"')
        own = text[start : text.index("</section>", start)]
        assert "Links that matter most" in own
        cells = [re.sub("<[^>]+>", "", c) for c in re.findall(r"<td[^>]*>(.*?)</td>", own)]
        first = losses.most(1, "link").iloc[0]
        names = ci.read_edition(starter_folder()).units.names
        assert cells[0].startswith(f"{names[first['unit']]} – {names[first['partner']]}, ")
        assert cells[1] == f"{-first['fall']:.1f}"
        assert str(first["losers"]) in own  # a column, or said once where all have the same
        shown = sum(
            min(10, int((losses.table["kind"] == k).mul(losses.table["fall"] < 0).sum()))
            for k in losses.table["kind"].unique()
        )
        assert shown
        assert len(cells) % shown == 0 or len(cells) > 5 * shown


def test_without_it_there_is_no_chapter():
    assert (
        'id="critical"'
        not in html.pages(compose(ci.build(ci.read_edition(starter_folder())), DATE))["index.html"].decode()
    )
