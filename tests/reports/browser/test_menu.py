"""The menu fits at every width: what does not fit is behind a button; on a wide window the contents stand at the side."""

from __future__ import annotations

import pytest


def entries(page, place):
    return page.locator(f"{place} a:visible").all_inner_texts()


def wanted(document):
    return [*(s.nav for s in document.sections if s.page and s.nav), "Explore"]


@pytest.mark.parametrize("width", [390, 1024, *(pytest.param(w, marks=pytest.mark.slow) for w in (700, 1300))])
def test_every_entry_is_in_the_line_or_behind_the_button(width, opens, document):
    page = opens(width=width)
    line = entries(page, "#menu .inline")
    box = page.locator("#menu").bounding_box()
    for entry in page.locator("#menu .inline a:visible").all():
        placed = entry.bounding_box()
        assert box["x"] - 1 <= placed["x"]
        assert placed["x"] + placed["width"] <= box["x"] + box["width"] + 1
    assert page.evaluate(
        "document.querySelector('.top .wide').scrollWidth <= document.querySelector('.top .wide').clientWidth"
    )
    if len(line) < len(wanted(document)):
        page.click("#menu summary")
        assert line + entries(page, "#menu .sheet") == wanted(document)
        sheet = page.locator("#menu .sheet").bounding_box()
        assert sheet["x"] >= 0
        assert sheet["x"] + sheet["width"] <= width
    else:
        assert not page.is_visible("#menu summary")


def test_the_button_opens_and_closes_from_the_keyboard(opens):
    page = opens(width=700)
    page.focus("#menu summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.sheet') !== null")
    page.keyboard.press("Escape")
    assert not page.is_visible("#menu .sheet")
    assert page.evaluate("document.activeElement.localName") == "summary"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash.length") > 1
    assert not page.is_visible("#menu .sheet")


@pytest.mark.parametrize("width", [1400, pytest.param(1920, marks=pytest.mark.slow)])
def test_a_wide_window_has_the_contents_at_the_side(width, opens, document):
    page = opens(width=width)
    assert not page.is_visible("#menu")
    assert entries(page, "#side")[:-1] == wanted(document)
    side, main = (page.locator(place).bounding_box() for place in ("#side", "#main"))
    assert side["x"] + side["width"] <= main["x"]
    assert main["x"] + main["width"] <= width
    page.click("#side a[href='#method']")
    page.wait_for_selector("#side a[href='#method'][aria-current]")
    assert page.locator("#side a[aria-current]").count() == 1


def test_the_neighbours_of_a_profile_can_be_reached_on_a_phone(opens, document):
    name = document.profiles[5].file
    page = opens(f"countries/{name}.html", width=390)
    line = entries(page, "#menu .inline")
    if page.is_visible("#menu summary"):
        page.click("#menu summary")
    assert len(line + entries(page, "#menu .sheet")) == 5


@pytest.mark.parametrize(("name", "width"), [("index.html", 390), ("index.html", 1400), ("countries/AAA.html", 390)])
def test_without_scripts_every_entry_can_be_reached(name, width, opens):
    page = opens(name, width=width, java_script_enabled=False)
    if page.is_visible("#menu summary"):
        page.click("#menu summary")
    page.click("a[href$='#method']:visible >> nth=0" if name == "index.html" else "#menu a[href*='#r-AAA']:visible")
    assert "#" in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_profile_has_its_contents_at_the_side_and_keeps_its_menu(opens):
    page = opens("countries/AAA.html", width=1400)
    assert entries(page, "#menu .inline")[-1] == "Ranking"
    for link in page.locator("#side a").all():
        link.click()
        target = page.locator(link.get_attribute("href"))
        assert target.bounding_box()["y"] < 900
        assert target.bounding_box()["y"] + target.bounding_box()["height"] > 0
    side, main = (page.locator(place).bounding_box() for place in ("#side", "#main"))
    assert side["x"] + side["width"] <= main["x"]
