"""The page in a real browser, opened from disk: skipped where there is no Chromium."""

from __future__ import annotations

import shutil

import pytest

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def site(pages, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    for name, content in pages.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        pytest.skip("there is no Chromium on this machine")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, site):
    """The index on a phone, with what the browser complained of and asked for."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.said, page.asked = [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    yield page
    page.close()


def test_nothing_is_asked_for_and_nothing_complained_of(opened, site):
    assert [u for u in opened.asked if not u.startswith("data:")] == [(site / "index.html").as_uri()]
    assert opened.said == []


def test_a_phone_needs_no_sideways_scrolling(opened):
    assert opened.evaluate("document.documentElement.scrollWidth") == 390


def test_search_forgives_accents(opened):
    opened.fill("#search", "sao")
    assert opened.inner_text("#count") == "1 of 20 economies"
    assert "São Sigma" in opened.inner_text("#ranking-table tbody")


def test_filter_keeps_one_group(opened):
    opened.select_option("select", "East & West")
    assert opened.inner_text("#count") == "6 of 20 economies"


def test_columns_sort_by_number(opened):
    opened.click("#ranking-table th.heat >> nth=0")
    shown = [float(t) for t in opened.locator("#ranking-table td.heat:nth-of-type(5)").all_inner_texts()]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) == 20


def test_colours_follow_the_button(opened):
    before = opened.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
    opened.click("#theme")
    assert opened.evaluate("getComputedStyle(document.body.parentElement).backgroundColor") != before


def test_the_page_can_be_read_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    assert page.locator("#ranking-table tbody tr").count() == 20
    assert not page.is_visible("#controls")
    context.close()
