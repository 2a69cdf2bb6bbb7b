"""From a profile back to where the reader was: search, filter, sort and place of the ranking."""

from __future__ import annotations


def names(page):
    return page.locator("#ranking-table tbody th:visible").all_inner_texts()


def chosen(page):
    """What the address says was chosen, without the part that is being read."""
    return page.evaluate("location.hash.slice(1).split('&').filter((part) => part.includes('=')).join('&')")


def address(page):
    return page.evaluate("location.hash")


def test_back_from_a_profile_finds_search_filter_and_order(opens):
    page = opens()
    page.fill("#search", "a")
    page.select_option("#controls select", "North")
    page.click("#ranking-table th.heat >> nth=0")
    before, kept = names(page), address(page)
    assert "q=a" in kept
    assert "g0=North" in kept
    assert "sort=" in kept
    page.click(f"#ranking-table tbody a >> text={before[-1]}")
    page.wait_for_url("**/countries/*.html")
    page.go_back()
    page.wait_for_function("document.querySelector('#search').value === 'a'")
    assert names(page) == before
    assert page.input_value("#controls select") == "North"
    assert page.locator("#ranking-table th[aria-sort]").count() == 1


def test_what_is_chosen_can_be_passed_on(opens):
    page = opens("index.html#q=fjo&g0=East%20%26%20West&sort=1:desc")
    assert names(page) == ["Fjord"]
    assert page.input_value("#controls select") == "East & West"
    assert page.get_attribute("#ranking-table th.name", "aria-sort") == "descending"
    page.fill("#search", "")
    page.select_option("#controls select", "")
    assert chosen(page) == "sort=1:desc"


HOSTILE = ("g0=Nowhere", "sort=99:asc", "sort=own-rank:up", "q=%E0%A4%A", "sort=:", "all=x")


def test_what_cannot_be_chosen_is_passed_over(opens):
    page = opens()
    for hostile in HOSTILE:
        page.evaluate("hash => { location.hash = hash; }", hostile)
        page.wait_for_timeout(20)
        assert len(names(page)) == 20


def test_the_menu_of_a_profile_leads_to_its_row(opens):
    page = opens("index.html#sort=1:asc")
    page.click("#ranking-table tbody a >> nth=15")
    page.wait_for_url("**/countries/*.html")
    file = page.url.rsplit("/", 1)[1].removesuffix(".html")
    page.click("#menu a.back >> visible=true")
    page.wait_for_url(f"**/index.html#r-{file}&sort=1:asc")
    row = page.locator("#ranking-table tr.here")
    assert row.get_attribute("data-unit") == file
    assert 0 < row.bounding_box()["y"] < 900
    assert page.get_attribute("#ranking-table th.name", "aria-sort") == "ascending"


def test_back_scrolls_to_where_the_reader_was(opens):
    page = opens()
    page.evaluate("scrollTo(0, 1500)")
    page.wait_for_timeout(250)
    page.evaluate("document.querySelectorAll('#ranking-table tbody a')[3].click()")
    page.wait_for_url("**/countries/*.html")
    page.go_back()
    page.wait_for_function("Math.abs(scrollY - 1500) < 3")


def test_the_address_of_what_is_read_leads_another_reader_there(opens):
    page = opens("index.html#sort=1:asc")
    before = page.evaluate("history.length")
    row = page.locator("#ranking-table tbody tr >> nth=12")
    row.evaluate("row => row.scrollIntoView()")
    page.wait_for_timeout(300)
    file = row.get_attribute("data-unit")
    assert address(page) == f"#r-{file}&sort=1:asc"
    assert page.evaluate("history.length") == before
    there = opens(f"index.html{address(page)}")
    assert abs(there.locator(f"#r-{file}").bounding_box()["y"] - row.bounding_box()["y"]) < 60
    page.evaluate("document.getElementById('groups').scrollIntoView()")
    page.wait_for_timeout(300)
    assert address(page) == "#groups&sort=1:asc"
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    assert address(page) == "#sort=1:asc"


def test_a_long_ranking_shows_its_first_rows_until_all_are_asked_for(opens, long):
    page = opens(where=long)
    assert len(names(page)) == 25
    page.click("#all-rows button")
    assert len(names(page)) == 50
    assert chosen(page) == "all=1"
    page.click("#all-rows button")
    assert len(names(page)) == 25
    page.fill("#search", '"unit 4"')  # ten and one
    assert len(names(page)) == 11
    assert not page.is_visible("#all-rows")


def test_an_address_leads_to_a_row_that_was_left_out(opens, long):
    page = opens("index.html#r-U40", where=long)
    assert page.is_visible("#r-U40")
    assert 0 < page.locator("#r-U40").bounding_box()["y"] < 900
    page = opens("countries/U40.html", where=long)
    page.click("#menu a.back")
    assert page.is_visible("#r-U40")


def test_all_rows_stand_in_the_page_without_scripts(opens, long):
    page = opens(where=long, java_script_enabled=False)
    assert len(names(page)) == 50
    assert not page.is_visible("#all-rows")
