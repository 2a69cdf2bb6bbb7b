"""What the documents at the root name is there: paths, commands, registries."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOP = {p.name for p in ROOT.iterdir()}


def paths_of(name):
    """Paths that a document names in code, from the root."""
    named = re.findall(r"`([\w./-]+)`", (ROOT / name).read_text("utf-8"))
    return [path for path in named if path.split("/")[0] in TOP and "/" in path]


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_the_files_that_a_document_names_are_there(name):
    paths = paths_of(name)
    assert len(paths) > 10
    # a name with a star or in angle brackets stands for several
    assert [p for p in paths if not (ROOT / p).exists()] == []


def test_the_tests_that_run_names_are_there():
    named = set(re.findall(r"tests/[\w./]*\w", (ROOT / "run").read_text("utf-8")))
    assert len(named) > 10
    assert [p for p in sorted(named) if not (ROOT / p).exists()] == []


def test_architecture_speaks_of_every_room():
    rooms = [p.name for p in (ROOT / "connectindex").iterdir() if (p / "__init__.py").is_file() and not p.is_symlink()]
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert [room for room in rooms if f"connectindex/{room}" not in text and room != "editions"] == []
