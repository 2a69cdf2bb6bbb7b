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
        assert "Most critical links" in own
        cells = [re.sub("<[^>]+>", "", c) for c in re.findall(r"<td[^>]*>(.*?)</td>", own)]
        first = losses.most(1, "link").iloc[0]
        names = ci.read_edition(starter_folder()).units.names
        assert cells[0].startswith(f"{names[first['unit']]} – {names[first['partner']]}, ")
        assert cells[1] == f"{-first['fall']:.1f}"
        tables = re.findall(r"<thead>.*?</table>(?:\n<p class=\"hint\">.*?</p>)*", own, flags=re.DOTALL)
        heads = [re.findall(r"<th[^>]*>(.*?)</th>", table) for table in tables]
        losers = heads[0].index("Places losing") if "Places losing" in heads[0] else None
        if losers is None:  # the same of all: said once
            assert f"Places losing: {first['losers']} in every row." in tables[0]
        else:
            assert cells[losers] == str(first["losers"])
        shown = sum(
            min(10, int((losses.table["kind"] == k).mul(losses.table["fall"] < 0).sum()))
            for k in losses.table["kind"].unique()
        )
        rows = [len(re.findall("<tr>", table)) - 1 for table in tables]
        assert sum(rows) == shown
        assert len(cells) == sum(n * len(head) for n, head in zip(rows, heads, strict=True))
        said_once = [len(re.findall(" in every row\\.", table)) for table in tables]
        assert [len(head) + n for head, n in zip(heads, said_once, strict=True)] == [7] * len(tables)


def test_without_it_there_is_no_chapter():
    assert (
        'id="critical"'
        not in html.pages(compose(ci.build(ci.read_edition(starter_folder())), DATE))["index.html"].decode()
    )
