"""Symbolic links out of an edition, and links in a circle: refused by name, and what they lead to stays unread."""

import os

import pytest

import connectindex as ci
from connectindex.edition.read import parse

FILES = ("index.toml", "units.csv", "notes.md", "map.json", "LICENSES-DATA.md", "values/more.csv", "links/more.csv", "locale/fr.po", "templates/index.jinja")  # fmt: skip


def out_of(folder, name, target):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        path.unlink()
    path.symlink_to(target)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_a_link_out(starter, canary, name):
    out_of(starter, name, canary)
    with pytest.raises(ci.InputError) as raised:
        ci.read_edition(starter)
    assert (name, "must lie inside the edition") in [(p.place, p.rule) for p in raised.value.problems]
    assert "CANARY" not in str(raised.value)


@pytest.mark.parametrize("name", ["values", "links", "locale", "templates"])
def test_a_folder_that_is_a_link_out(starter, canary, name):
    for old in sorted((starter / name).rglob("*"), reverse=True):
        old.unlink()
    if (starter / name).exists():
        (starter / name).rmdir()
    for ending in ("csv", "po", "jinja"):
        (canary.parent / f"stolen.{ending}").write_text("unit,name\nCANARY,x\n", "utf-8")
    (starter / name).symlink_to(canary.parent)
    edition, problems, _ = parse(starter)
    assert edition is None
    assert "CANARY" not in "\n".join(map(str, problems))
    assert any(p.rule == "must lie inside the edition" for p in problems)


def test_a_link_within_the_edition_is_fine(starter):
    (starter / "README.txt").write_text("Words for readers.\n", "utf-8")
    out_of(starter, "notes.md", "README.txt")
    assert ci.read_edition(starter).texts.of("notes", "en") == "Words for readers.\n"


@pytest.mark.parametrize("name", ["notes.md", "values/more.csv", "index.toml"])
def test_a_link_in_a_circle(starter, name):
    out_of(starter, name, (starter / name).name)
    _, problems, _ = parse(starter)  # as if it were not there
    named = {"index.toml": [str(starter)], "values/more.csv": ["values/more.csv"], "notes.md": []}
    assert [p.place for p in problems] == named[name]


def test_an_edition_that_contains_itself(starter):
    (starter / "values" / "again").symlink_to(starter)
    assert [str(p) for p in parse(starter)[1]] == ["values/again: must be a file, got a link to a folder"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no pipes with names")
def test_a_pipe_is_not_waited_for(starter):
    os.mkfifo(starter / "values" / "pipe.csv")
    (starter / "notes.md").unlink(missing_ok=True)
    os.mkfifo(starter / "notes.md")
    _, problems, warnings = parse(starter)
    assert [str(p) for p in problems] == ["values/pipe.csv: must be a file, got a device, pipe or socket"]
    assert [w.place for w in warnings] == ["notes.md"]
