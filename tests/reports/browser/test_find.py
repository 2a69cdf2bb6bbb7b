"""The search in the head of every page: by code and name, by mouse and keyboard, with and without scripts."""

from __future__ import annotations

import pytest


def options(page):
    return page.locator("#find-list li").all_inner_texts()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("bbb", "Côte d'Beta"),
        ("cote", "Côte d'Beta"),
        ("CETA", "Çeta"),
        ("beta", "Côte d'Beta"),
        ("sao s", "São Sigma"),
    ],
)
def test_a_code_or_a_name_without_accents_comes_first(opens, typed, first):
    page = opens()
    page.fill("#find-box", typed)
    assert options(page)[0] == first


def test_enter_opens_the_first_and_arrows_choose_another(opens, document):
    page = opens()
    page.focus("#find-box")
    page.keyboard.type("delta")
    page.keyboard.press("Enter")
    page.wait_for_url("**/countries/DDD.html")
    page.fill("#find-box", "ta")  # from a profile to another: the address leads out of its folder
    names = options(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.get_attribute("#find-box", "aria-activedescendant")
    assert page.inner_text(f"#{chosen}") == names[1]
    assert page.get_attribute(f"#{chosen}", "aria-selected") == "true"
    page.keyboard.press("Enter")
    code = next(p.file for p in document.profiles if p.name == names[1])
    page.wait_for_url(f"**/countries/{code}.html")


def test_escape_puts_the_list_away_and_a_click_opens(opens):
    page = opens()
    page.fill("#find-box", "kappa")
    page.keyboard.press("Escape")
    assert not page.is_visible("#find-list")
    page.fill("#find-box", "kapp")
    page.click("#find-list li >> nth=0")
    page.wait_for_url("**/countries/KKK.html")


def test_a_unit_without_a_rank_is_found_and_opened(opens):
    page = opens()
    page.fill("#find-box", "upsilon")
    assert options(page)[0] == "Upsilon"
    page.keyboard.press("Enter")
    page.wait_for_url("**/countries/UUU.html")
    assert page.inner_text("h1") == "Upsilon"


def test_a_unit_without_a_rank_is_no_peer(opens):
    page = opens("countries/AAA.html")
    page.check("[name=peers][value=own]")
    page.fill("#peers-add", "upsil")
    assert page.locator("#peers-list li").count() == 0
    page.fill("#peers-add", "lambd")
    assert page.locator("#peers-list li").all_inner_texts() == ["Lambda"]


def test_all_names_are_a_page_of_their_own_and_its_search_is_in_the_address(opens, document):
    page = opens("find.html")
    assert page.locator("#find-all li:visible").count() == len(document.profiles) + len(document.unranked)
    page.fill("#find-box", "no such name")
    assert options(page) == ["Search all names for “no such name”"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/find.html#q=no*")
    page.wait_for_function("document.getElementById('find-said').textContent")
    assert page.inner_text("#find-said") == "“no such name”: 0 found."
    assert page.locator("#find-all li:visible").count() == 0


def test_the_only_name_that_fits_is_opened_at_once(opens):
    for text, file in (("upsil", "UUU"), ("lambd", "LLL")):
        opens(f"find.html#q={text}").wait_for_url(f"**/countries/{file}.html")


def test_without_scripts_a_list_of_all_names_leads_to_each(opens, document):
    page = opens(java_script_enabled=False)
    assert not page.is_visible("#find")
    page.click("a.allnames")
    assert page.locator("#find-all a").count() == len(document.profiles) + len(document.unranked)
    assert page.locator("#find-all li:has(.note)").all_inner_texts() == ["Upsilon Not ranked"]
    page.click("#find-all a >> text=Gamma")
    assert page.url.endswith("countries/GGG.html")


def test_it_fits_a_phone(opens):
    page = opens(width=390, height=700)
    page.fill("#find-box", "a")
    box = page.locator("#find-list").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert all(i.bounding_box()["height"] >= 24 for i in page.locator("#find-list li").all())
