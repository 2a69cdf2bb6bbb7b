"""The pages of the documentation tell the truth: what they type, write and compute works, and prints what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.pages import PART, run

DOCS = Path(__file__).parents[2] / "docs"
pytestmark = pytest.mark.skipif(not (DOCS / "start").is_dir(), reason="an archive of sources has no docs")
PAGES = sorted(p for folder in ("start", "howto") for p in (DOCS / folder).glob("*.md"))


@pytest.mark.parametrize(
    "path",
    [pytest.param(p, marks=[pytest.mark.slow] * ("<!-- slow" in p.read_text("utf-8"))) for p in PAGES],
    ids=lambda p: f"{p.parent.name}-{p.stem}",
)
def test_a_page_works(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")
    page = path.read_text("utf-8")
    done = run(page, monkeypatch)
    blocks = [kind for comment, kind, _ in PART.findall(page) if kind]
    assert sum(done.values()) >= len(blocks)


def test_pages_run_what_they_show():
    blocks = [m for p in PAGES for m in PART.findall(p.read_text("utf-8"))]
    shown = sum(comment.startswith("shown") for comment, _, _ in blocks)
    assert sum(kind in ("console", "python") for _, kind, _ in blocks) > 25
    assert shown < 12


def test_a_page_that_lies_is_found(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AssertionError, match="an edition without data"):
        run("```console\n$ connectindex new mine --blank\nmade mine: full of data\n```\n", monkeypatch)
    with pytest.raises(ValueError, match="neither run nor said to be shown"):
        run("```toml\na = 1\n```\n", monkeypatch)
