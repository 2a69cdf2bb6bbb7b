"""A real browser that opens the pages from disk; tests are skipped where there is no Chromium."""

from __future__ import annotations

import shutil
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from connectindex.reports import html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def written(pages, folder):
    for name, content in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def site(pages, tmp_path_factory):
    return written(pages, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def long(document, tmp_path_factory):
    """Fifty ranked units."""
    rows, profiles = [], []
    for k in range(50):
        row = document.ranking[k % len(document.ranking)]
        profile = next(p for p in document.profiles if p.code == row.code)
        name = {"code": f"U{k}", "file": f"U{k}", "name": f"Unit {k}"}
        rows.append(replace(row, **name))
        profiles.append(replace(profile, **name))
    shown = tuple(s for s in document.sections if s.kind == "ranking")
    made = html.pages(
        replace(
            document,
            ranking=tuple(rows),
            heads=tuple(profiles),
            profiles=tuple(profiles),
            sections=shown,
            exploration=None,
        )
    )
    out = tmp_path_factory.mktemp("long")
    (out / "countries").mkdir()
    for name in ("index.html", "countries/U40.html"):
        (out / name).write_bytes(made[name])
    return out


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip("there is no Chromium on this machine")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opens(browser, site):
    """Opens a page of the report, and checks at the end that it asked for nothing and complained of nothing."""
    contexts, asked, said = [], [], []

    def open_page(name="index.html", where=None, width=1200, height=900, **more):
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        file, _, anchor = name.partition("#")
        file, _, query = file.partition("?")
        address = urlsplit(((where or site) / file).as_uri())._replace(query=query, fragment=anchor)
        page.goto(address.geturl())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [u for u in asked if not u.startswith(("data:", "file:"))] == []
    # of what lies on disk: pages, not files beside them
    assert [u for u in asked if u.startswith("file:") and not urlsplit(u).path.endswith(".html")] == []
    assert said == []
