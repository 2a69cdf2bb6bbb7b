"""The index and a profile in a real browser: table, map, charts, keyboard, light and dark."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectindex.reports import html


@pytest.fixture
def phone(opens):
    return opens(width=390, height=844)


@pytest.fixture
def desk(opens):
    return opens()


def hovered(mark):
    """The pointer on a mark, once the page has come to rest: scrolling puts away what is shown."""
    mark.scroll_into_view_if_needed()
    mark.page.wait_for_timeout(150)
    mark.hover()


def table_names(page):
    return page.locator("#ranking-table tbody th").all_inner_texts()


def test_only_the_page_itself_is_asked_for(browser, site):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    page.wait_for_timeout(200)
    page.close()
    assert [u for u in asked if not u.startswith("data:")] == [(site / "index.html").as_uri()]


def test_search_forgives_accents(phone):
    phone.fill("#search", "sao")
    assert phone.inner_text("#count") == "1 of 20 economies"
    assert "São Sigma" in phone.inner_text("#ranking-table tbody")


def test_filter_keeps_one_group(phone):
    phone.select_option("#controls select", "East & West")
    assert phone.inner_text("#count") == "6 of 20 economies"


def test_columns_sort_by_number(phone):
    phone.click("#ranking-table th.heat >> nth=0")
    shown = [float(t) for t in phone.locator("#ranking-table td.heat:nth-of-type(5)").all_inner_texts()]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) == 20


def test_columns_sort_from_the_keyboard(desk):
    before = table_names(desk)
    heading = desk.locator("#ranking-table th.rank")
    heading.locator("[role=button]").press("Enter")
    desk.wait_for_selector("#ranking-table th.rank[aria-sort]")
    if heading.get_attribute("aria-sort") != "descending":  # the first press sorts as it was
        heading.locator("[role=button]").press("Enter")
    desk.wait_for_selector("#ranking-table th.rank[aria-sort=descending]")
    assert table_names(desk)[0] == before[-1]


def test_colours_follow_the_button(phone):
    before = phone.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
    phone.click("#theme")
    assert phone.evaluate("getComputedStyle(document.body.parentElement).backgroundColor") != before


def test_map_and_table_point_to_each_other(desk):
    hovered(desk.locator("svg.map >> nth=0 >> a[data-unit=CCC] use"))
    assert desk.locator("#ranking-table tr.pointed").get_attribute("data-unit") == "CCC"
    assert "Çeta: " in desk.inner_text(".tip")
    desk.hover("#ranking-table tr[data-unit=BBB] th")
    assert desk.locator("svg.map >> nth=0 >> a.pointed").get_attribute("data-unit") == "BBB"
    assert not desk.is_visible(".tip")


def test_the_map_answers_to_the_keyboard(desk):
    desk.locator("svg.map >> nth=0 >> a[data-unit=DDD]").focus()
    assert desk.inner_text(".tip").startswith("Delta & Sons: ")
    desk.keyboard.press("Escape")
    assert not desk.is_visible(".tip")
    desk.keyboard.press("ArrowRight")
    focused = desk.evaluate("document.activeElement.dataset.unit")
    assert focused not in (None, "DDD")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/countries/{focused}.html")


def test_a_map_is_one_stop_of_the_tab_key(desk):
    assert {m.locator("a[tabindex='0']").count() for m in desk.locator("svg.map").all()} == {1}
    desk.locator("svg.map >> nth=0 >> a[data-unit=DDD]").focus()
    assert desk.locator("svg.map >> nth=0 >> a[tabindex='0']").get_attribute("data-unit") == "DDD"
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.closest('svg.map')") is None
    desk.keyboard.press("Shift+Tab")
    assert desk.evaluate("document.activeElement.dataset.unit") == "DDD"


def test_a_chart_is_read_by_arrow_keys(desk):
    chart = desk.locator("#groups svg.chart").first
    chart.focus()
    desk.keyboard.press("ArrowRight")
    first = desk.inner_text("p[role=status] >> nth=-1")
    desk.keyboard.press("ArrowRight")
    second = desk.inner_text("p[role=status] >> nth=-1")
    assert first != second
    assert desk.inner_text(".tip") == second
    assert chart.locator(".on").count() == 1
    desk.keyboard.press("Tab")
    assert chart.locator(".on").count() == 0


def test_a_chart_answers_to_the_pointer(desk):
    mark = desk.locator("#groups svg.chart [data-description]").first
    hovered(mark)
    assert desk.inner_text(".tip") == mark.get_attribute("data-description")


def test_a_folded_list_opens_where_an_address_leads_to_it(opens):
    page = opens("countries/AAA.html")
    page.click("a[href='../index.html#sources'] >> nth=-1")
    page.wait_for_url("**/index.html#sources")
    assert page.is_visible("table.sources")
    assert 0 <= page.locator("#sources").bounding_box()["y"] < 200
    assert not page.is_visible(".entries")


def test_on_a_phone_parts_are_folded_under_their_headings_and_open_where_one_goes(phone, opens, document):
    folded = [s.id for s in document.sections if s.page and s.nav and s.id not in ("findings", "ranking")]
    assert [phone.locator(f"#{s} > details.part").count() for s in folded] == [1] * len(folded)
    assert not phone.is_visible("#method table")
    phone.evaluate("location.hash = 'method'")
    phone.wait_for_selector("#method table")
    assert abs(phone.locator("#method").bounding_box()["y"]) < 120
    assert opens("index.html#groups-2", width=390, height=844).is_visible("#groups-2")
    assert opens(width=1200).locator("details.part").count() == 0
    assert opens(width=390, java_script_enabled=False).is_visible("#method table")


def test_everything_can_be_read_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    assert page.locator("#ranking-table tbody tr").count() == 20
    for control in ("#controls", "#weights", "#compare", "#links-tool", "#theme"):
        assert not page.is_visible(control), control
    page.goto((site / "countries/AAA.html").as_uri())
    assert page.locator("section.net path.tie").last.is_visible()
    assert page.locator("section.net .partnerlist").first.is_visible()
    context.close()


def test_a_page_without_the_ranking_works_too(document, opens, tmp_path):
    shown = tuple(s for s in document.sections if s.id == "findings")
    alone = replace(document, sections=shown, style=replace(document.style, sections=("findings",)))
    (tmp_path / "index.html").write_bytes(html.pages(alone)["index.html"])
    page = opens("index.html#links=AAA,air&w=energy:3&compare=AAA", where=tmp_path)
    assert page.locator("svg.map .net .tie").count() > 3
    assert page.locator("#ranking-table").count() == 0
