"""The site: it builds without a warning, and none of its links leads nowhere."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from connectindex.edition.key_descriptions import DESCRIPTIONS
from connectindex.stages.formulas import FORMULAS
from connectindex.stages.registries import REGISTRIES

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not (ROOT / "docs" / "conf.py").is_file(), reason="an archive of sources has no docs")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("sphinx")
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, str(ROOT / "docs" / "build.py"), str(out)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return out


class Page(HTMLParser):
    """What a page links to, and the anchors it has."""

    def __init__(self, text):
        super().__init__()
        self.links, self.anchors = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - the parser calls it so
        named = dict(attrs)
        self.anchors |= {named[k] for k in ("id", "name") if named.get(k)}
        self.links += [named[k] for k in ("href", "src") if named.get(k)]


def broken(site):
    """Links within the site that lead nowhere, as (page, link)."""
    pages = {p.resolve(): Page(p.read_text("utf-8")) for p in site.rglob("*.html")}
    wrong = []
    for path, page in pages.items():
        for link in page.links:
            if link.startswith(("http:", "https:", "mailto:", "data:")) or link == "#":
                continue
            target, _, anchor = link.partition("#")
            there = (path.parent / unquote(target.partition("?")[0])).resolve() if target else path
            if not there.exists() or (anchor and there in pages and unquote(anchor) not in pages[there].anchors):
                wrong.append((path.name, link))
    return wrong


def test_no_link_is_broken(site):
    assert len(list(site.rglob("*.html"))) > 50
    assert broken(site) == []


def test_a_broken_link_is_found(tmp_path):
    (tmp_path / "a.html").write_text('<a href="b.html#x">b</a><a href="c.html">c</a>', "utf-8")
    (tmp_path / "b.html").write_text('<p id="y">b</p>', "utf-8")
    assert broken(tmp_path) == [("a.html", "b.html#x"), ("a.html", "c.html")]


def test_the_reference_names_every_key_and_method(site):
    settings = (site / "reference/settings.html").read_text("utf-8")
    lacking = [k for keys in DESCRIPTIONS.values() for k in keys if f">{k}</span>" not in settings]
    assert [k for k in lacking if k not in DESCRIPTIONS[""]] == []
    for step, registry in REGISTRIES.items():
        page = (site / f"methods/{step}.html").read_text("utf-8")
        assert [k for k in registry if f"<h2>{k}" not in page] == []
        assert page.count("<math") >= sum(bool(FORMULAS[step, kind].tex) for kind in registry)


def test_nothing_is_fetched_from_elsewhere(site):
    for path in site.rglob("*.html"):
        page = path.read_text("utf-8")
        assert '<script src="http' not in page, path
        assert "cdn." not in page, path
