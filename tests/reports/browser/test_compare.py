"""Comparison and links on the index, links on a profile."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from connectindex.model.dyads import OPERATING
from connectindex.reports import html
from connectindex.reports.compose import arcs


def chosen(page):
    """What the address says was chosen, without the part that is being read."""
    return page.evaluate("location.hash.slice(1).split('&').filter((part) => part.includes('=')).join('&')")


def hovered(mark):
    """The pointer on a mark, once the page has come to rest: scrolling puts away what is shown."""
    mark.scroll_into_view_if_needed()
    mark.page.wait_for_timeout(150)
    mark.hover()


def header(page):
    return page.locator("#compare-table thead a").all_inner_texts()


def test_a_comparison_comes_from_the_address(opens, document):
    page = opens("index.html#compare=CCC,AAA,nobody,DDD")
    assert header(page) == ["Çeta", "Aland", "Delta & Sons"]
    profile = next(p for p in document.profiles if p.code == "CCC")
    rows = page.locator("#compare-table tbody tr")
    assert rows.count() == 1 + len(profile.table)
    for k, row in enumerate(profile.table):
        cells = rows.nth(k + 1).locator("td").all_inner_texts()
        assert cells[:3] == [row.value, row.score.text, row.score.rank]
    assert rows.nth(0).locator("td").all_inner_texts()[1] == profile.index.text


def test_picked_in_the_table_and_kept_in_the_address(opens):
    page = opens()
    page.click("tr[data-unit=BBB] .pick button")
    page.click("tr[data-unit=AAA] .pick button")
    assert header(page) == ["Côte d'Beta", "Aland"]
    assert chosen(page) == "compare=BBB,AAA"
    assert page.get_attribute("tr[data-unit=AAA] .pick button", "aria-pressed") == "true"
    page.click("tr[data-unit=BBB] .pick button")
    assert header(page) == ["Aland"]
    page.click("#compare-picked button")
    assert header(page) == []
    assert not page.is_visible("#compare-table")


def test_picked_by_name_from_the_keyboard(opens):
    page = opens()
    page.locator("#compare > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("delta")
    page.keyboard.press("Enter")
    page.keyboard.type("Gamma")
    page.keyboard.press("Enter")
    assert header(page) == ["Delta & Sons", "Gamma"]
    assert page.inner_text("#compare-said") == "2 of 6 selected for comparison."


def test_at_most_six(opens):
    page = opens("index.html#compare=AAA,BBB,CCC,DDD,EEE,FFF,GGG")
    assert len(header(page)) == 6
    page.click("tr[data-unit=HHH] .pick button")
    assert len(header(page)) == 6
    assert "remove one first" in page.inner_text("#compare-said")


def test_every_pillar_has_a_mark_for_each(opens, document):
    page = opens("index.html#compare=AAA,CCC")
    marks = page.locator("#compare-plot [data-description]")
    assert marks.count() == 2 * (1 + sum(s.kind == "pillar" for s in document.sections))
    hovered(marks.nth(0))
    assert page.inner_text(".tip").startswith("Aland, Index: ")


def test_hostile_names_stay_text_in_what_scripts_make(synthetic, result, opens, tmp_path):
    import datetime as dt

    from connectindex.reports import html
    from connectindex.reports.compose import compose

    hostile = {"AAA": "<img src=x onerror=alert(1)>", "BBB": "'\"><script>alert(1)</script>"}
    made = html.pages(compose(synthetic.renamed(result, hostile), dt.date(2026, 11, 22)))
    (tmp_path / "index.html").write_bytes(made["index.html"])
    page = opens("index.html#compare=AAA,BBB&links=AAA,air", where=tmp_path)
    assert header(page) == [hostile["AAA"], hostile["BBB"]]
    assert page.locator("main img").count() == 0
    assert page.locator("main script").count() == 0


def partners(result, unit):
    pairs = result.dyads[2026].pairs
    found = pairs[(pairs["unit"] == unit) & (pairs["status"] == OPERATING) & (pairs["count"] > 0)]
    return found.groupby("partner")["count"].sum().to_dict()


def shown(page, place):
    names = page.locator(f"{place} li")
    return {t.rsplit("\n", 1)[0].rsplit(" ", 1)[0]: t.split()[-1] for t in names.all_inner_texts()}


def test_links_of_a_unit_are_drawn_on_the_map(opens, result, synthetic):
    page = opens("index.html#links=AAA,air")
    wanted = partners(result, "AAA")
    assert len(wanted) > 3
    assert page.locator("svg.map .net .tie").count() == len(wanted)
    listed = page.locator("#links-list li").all_inner_texts()
    assert sorted(" ".join(t.split()) for t in listed) == sorted(
        f"{synthetic.NAMES[p]} {n:g}" for p, n in wanted.items()
    )
    assert page.inner_text("#links-said") == f"Aland, Air routes. Partners: {len(wanted)}."
    page.locator("#links-list a").first.focus()
    assert page.locator("svg.map .net .tie.pointed").count() == 1
    page.click("#links-clear")
    assert page.locator("svg.map .net .tie").count() == 0
    assert chosen(page) == ""


def test_links_are_asked_for_by_name(opens):
    page = opens()
    page.fill("#links-unit", "gam")
    page.press("#links-unit", "Enter")
    assert chosen(page) == "links=GGG,air"
    assert page.input_value("#links-unit") == "Gamma"


def test_a_unit_without_links_is_said_to_have_none(opens):
    page = opens("index.html#links=KKK,air")
    assert page.inner_text("#links-said") == "Kappa, Air routes: no link on record."


def test_a_profile_shows_its_network(opens, result, synthetic):
    page = opens("countries/AAA.html")
    wanted = partners(result, "AAA")
    assert page.locator("section.net path.tie").count() == len(wanted)
    listed = page.locator("section.net .partnerlist li").all_inner_texts()
    assert {" ".join(t.split()) for t in listed} == {f"{synthetic.NAMES[p]} {n:g}" for p, n in wanted.items()}
    item = page.locator("section.net .partnerlist li").first
    item.hover()
    assert page.locator("section.net path.tie.pointed").count() == 1
    hovered(page.locator("section.net circle.end").first)
    assert page.is_visible(".tip")


def test_the_profile_leads_to_the_comparison(opens):
    page = opens("countries/AAA.html")
    page.click("nav a[href*='compare']:visible")
    page.wait_for_url("**/index.html#compare=AAA")
    assert header(page) == ["Aland"]


def test_marks_do_not_hide_each_other(opens):
    page = opens("index.html#compare=AAA,KKK,LLL,BBB,CCC,DDD")  # two of them tie
    boxes = page.locator("#compare-plot [data-description]").evaluate_all(
        "marks => marks.map(m => { const b = m.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })"
    )
    assert len(boxes) == 24
    for k, (x, y) in enumerate(boxes):
        for other, height in boxes[:k]:
            assert abs(x - other) > 8 or abs(y - height) > 8


def test_own_weights_have_a_row_of_their_own(opens, document):
    page = opens("index.html#compare=AAA,CCC&w=energy:100,transport:0,telecom:0")
    row = page.locator("#compare-table tbody tr").first
    assert row.locator("th").inner_text() == "Index with your weights"
    profile = next(p for p in document.profiles if p.code == "AAA")
    energy = next(n for n in profile.nodes if n.id == "energy")
    assert row.locator("td").all_inner_texts()[1] == energy.score.text
    assert page.locator("#compare-plot [data-description]").count() == 2 * 5
    page.click("#weights-reset")
    assert page.locator("#compare-plot [data-description]").count() == 2 * 4


def test_the_interval_of_each_rank_is_compared(opens, document, tmp_path):
    rows = [
        replace(p, nodes=(replace(p.nodes[0], interval="1–4", span=(60.0, 80.0)), *p.nodes[1:]))
        for p in document.profiles
    ]
    shown = tuple(s for s in document.sections if s.kind == "ranking")
    made = html.pages(replace(document, heads=tuple(rows), sections=shown))
    (tmp_path / "index.html").write_bytes(made["index.html"])
    page = opens("index.html#compare=AAA,CCC", where=tmp_path)
    assert page.locator("#compare-table tbody tr").nth(1).locator("td").all_inner_texts() == ["", "", "1–4"] * 2
    assert page.locator("#compare-plot .span").count() == 2
    assert "90% interval 1–4" in page.locator("#compare-plot [data-description]").first.get_attribute(
        "data-description"
    )


def test_an_unknown_name_is_reported_and_the_map_cleared(opens):
    page = opens("index.html#links=AAA,air")
    page.fill("#links-unit", "Atlantis")
    page.press("#links-unit", "Enter")
    assert page.inner_text("#links-said") == "“Atlantis” is not in this edition."
    assert page.locator("svg.map .net .tie").count() == 0
    assert chosen(page) == ""


def test_the_links_of_two_units_are_a_table(opens, result):
    page = opens()
    page.click("#pair summary")
    page.fill("#pair-first", "aland")
    page.press("#pair-first", "Enter")
    page.fill("#pair-second", "BBB")
    page.press("#pair-second", "Enter")
    assert chosen(page) == "pair=AAA,BBB"
    count = partners(result, "AAA")["BBB"]
    cells = page.locator("#pair-table tbody tr").first.locator("th, td").all_inner_texts()
    assert cells[:2] == ["Air routes", f"{count:g}"]
    assert re.fullmatch(r"\d+ of \d+", cells[2])
    assert page.inner_text("#pair-said") == "Aland and Côte d'Beta: linked in 1 of 1 types of link."
    again = opens("index.html#pair=AAA,KKK")  # no link on record
    assert again.locator("#pair-table tbody td").first.inner_text() == "none"
    again.fill("#pair-second", "Atlantis")
    again.press("#pair-second", "Tab")
    assert "“Atlantis” is not in this edition." in again.inner_text("#pair-said")


def test_lines_go_the_short_way_round_and_script_and_engine_agree(opens, document, tmp_path):
    around = tuple((float(h), 1000.0 - abs(h - 220)) for h in range(0, 441, 20))
    points = dict(document.map.points) | {"AAA": (20.0, 100.0)}
    codes, _ = document.ties.partners["AAA"]["air"]
    far = max(codes, key=lambda code: points[code][0])
    points[far] = (950.0, 300.0)
    world = replace(document.map, points=points, globe=around)
    ties = replace(document.ties, places={c: replace(p, at=points[c]) for c, p in document.ties.places.items()})
    shown = tuple(s for s in document.sections if s.kind == "ranking")
    made = html.pages(replace(document, map=world, ties=ties, sections=shown))
    (tmp_path / "index.html").write_bytes(made["index.html"])
    page = opens("index.html#links=AAA,air", where=tmp_path)
    drawn = dict(page.locator("svg.map .tie").evaluate_all("ties => ties.map(t => [t.dataset.k, t.getAttribute('d')])"))

    def numbers(path):
        return [float(n) for n in re.findall(r"-?[\d.]+", path)]

    for code in codes:
        wanted = arcs.arc(points["AAA"], points[code], around)
        assert numbers(drawn[ties.places[code].name]) == pytest.approx(numbers(wanted), abs=0.11)
    assert drawn[ties.places[far].name].count("M") == 2
