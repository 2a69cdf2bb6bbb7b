"""Words of readers: one term for one thing, as docs/terms.md lists them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from connectindex.indicators import CATALOGUE
from tests import catalogues

ROOT = Path(__file__).resolve().parent.parent
TERMS = ROOT / "docs" / "terms.md"
EDITIONS = ROOT / "connectindex" / "editions"


def rows() -> list[list[str]]:
    lines = TERMS.read_text("utf-8").splitlines()
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return cells[2:]


def forbidden() -> list[str]:
    return [phrase.strip() for row in rows() for phrase in row[2].split(",")]


def found(text: str) -> list[str]:
    plain = " ".join(text.split()).casefold()
    return [p for p in forbidden() if re.search(rf"(?<!\w){re.escape(p.casefold())}(?!\w)", plain)]


def test_the_list_is_read_and_finds_what_it_forbids():
    assert len(rows()) >= 20
    assert all(len(row) == 3 and all(row) for row in rows())
    assert found("Size and distance let expect\n240 links; ranks cannot be told apart.") == ["let expect", "told apart"]


def test_messages_of_reports():
    texts = [form for m in catalogues.template() if m.id for form in ([m.id] if isinstance(m.id, str) else m.id)]
    assert len(texts) > 800
    assert {t: found(t) for t in texts if found(t)} == {}


def test_definitions_of_the_catalogue():
    words = {i.id: f"{i.name} {i.unit} {i.definition} {i.source}" for i in CATALOGUE.values()}
    assert {i: found(t) for i, t in words.items() if found(t)} == {}


WRITTEN = sorted(
    p
    for p in (
        ROOT / "README.md",
        *(ROOT / "docs").rglob("*.md"),
        *EDITIONS.rglob("notes.md"),
        *EDITIONS.rglob("index.toml"),
    )
    if p != TERMS
)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: str(p.relative_to(ROOT)))
def test_notes_settings_and_documentation(path):
    assert found(path.read_text("utf-8")) == []


# as the name of a variable none of them says what it holds
VAGUE = ("told", "said", "own", "there", "here", "asked", "mine", "ours", "yours", "aloud", "wanted", "kept", "given")
DECLARED = r"(?:\b(?:const|let)\b[^;]*?[\s{,\[:]|\()(VAGUE)\b\s*(?:=(?!=)|[,}\])]+\s*=)"


def vaguely_named(script: str) -> list[str]:
    """Variables and parameters of a script, comments and texts left out, that have such a name."""
    plain = re.sub(r'//.*|"[^"\n]*"', "", script)
    return re.findall(DECLARED.replace("VAGUE", "|".join(VAGUE)), plain)


def test_variables_of_scripts_are_named_by_what_they_hold():
    assert vaguely_named("const { words: said } = data;") == ["said"]
    assert vaguely_named("const a = 1, own = b[k];") == ["own"]
    assert vaguely_named("items.map((told) => told.name)") == ["told"]
    assert vaguely_named('const text = "own"; choose(words.own); // told = 1') == []
    scripts = sorted((ROOT / "templates" / "js").glob("*.js"))
    assert len(scripts) > 20
    assert {path.name: found for path in scripts if (found := vaguely_named(path.read_text("utf-8")))} == {}
