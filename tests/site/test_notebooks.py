"""The notebooks run from the first cell to the last, and store nothing that differs from run to run."""

from __future__ import annotations

import importlib.util
import json
import sys
import types
from pathlib import Path

import pytest

from connectindex.progress import followed, in_notebook

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = DOCS / "notebooks"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="an archive of sources has no docs")
NAMES = sorted(path.stem for path in FOLDER.glob("*.ipynb"))


@pytest.fixture(scope="module")
def pages():
    spec = importlib.util.spec_from_file_location("notebooks", DOCS / "notebooks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", NAMES)
def test_no_output_is_stored(name):
    notebook = json.loads((FOLDER / f"{name}.ipynb").read_text("utf-8"))
    stored = [cell for cell in notebook["cells"] if cell.get("outputs") or cell.get("execution_count")]
    assert stored == []
    assert (notebook["nbformat"], notebook["metadata"]["kernelspec"]["name"]) == (4, "python3")


def test_every_notebook_is_a_page(pages):
    assert sorted(pages.ORDER) == NAMES
    listed = (DOCS / "index.md").read_text("utf-8")
    assert [name for name in NAMES if f"\nnotebooks/{name}\n" not in listed] == []


def notebook_of(path, *cells):
    document = {"cells": [{"cell_type": kind, "source": [text]} for kind, text in cells]}
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_a_page_shows_what_cells_print_and_return(pages, tmp_path):
    path = notebook_of(
        tmp_path / "a.ipynb",
        ("markdown", "# Title\n\n[next](b.ipynb)"),
        ("code", "import altair as alt\nprint('one')\n2"),
        ("code", "alt.Chart(alt.Data(values=[{'a': 1}])).mark_bar().encode(x='a:Q')"),
        ("code", "import pandas as pd\npd.DataFrame({'a': ['<b>']})"),
    )
    page = pages.page(path)
    assert "[next](b.md)" in page
    assert "```text\none\n```\n\n```text\n2\n```" in page
    assert "<svg" in page
    assert "&lt;b&gt;" in page


def test_a_cell_that_fails_stops_the_site(pages, tmp_path):
    with pytest.raises(ZeroDivisionError):
        pages.page(notebook_of(tmp_path / "a.ipynb", ("code", "1 / 0")))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_in_a_kernel(name, tmp_path):
    """As a reader runs it; the site (`tests/site/test_site.py`) runs the same cells without a kernel."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(FOLDER / f"{name}.ipynb", 4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {output.output_type for output in outputs} <= {"execute_result", "display_data", "stream"}
    assert [output for output in outputs if output.output_type == "stream" and output.name == "stderr"] == []
    shown = [str(output.get("data", {}).get("text/html", "")) for output in outputs]
    assert any("vega-lite" in text for text in shown), "no chart"
    assert any("<table" in text for text in shown), "no table"
    assert not any("<progress" in str(output) for output in outputs), "a bar was left behind"


class Handle:
    """A display of a notebook that notes what it is told."""

    def __init__(self):
        self.drawn = []

    def update(self, content):
        self.drawn.append(content)


def notebook_shell(monkeypatch, handle):
    """Pretend to be the kernel of a notebook."""
    kernel = types.ModuleType("IPython")
    kernel.get_ipython = type("ZMQInteractiveShell", (), {})
    display = types.ModuleType("IPython.display")
    display.HTML, display.display = str, lambda _content, display_id: handle  # noqa: ARG005 - as it is called
    monkeypatch.setitem(sys.modules, "IPython", kernel)
    monkeypatch.setitem(sys.modules, "IPython.display", display)


def test_a_bar_is_drawn_in_a_notebook_and_taken_away(monkeypatch):
    assert not in_notebook()
    handle = Handle()
    notebook_shell(monkeypatch, handle)
    assert in_notebook()
    with followed(None) as tell:
        for done in range(1, 10_001):
            tell("<draws>", done, 10_000)
    assert len(handle.drawn) == 102  # a hundred updates and the first, and nothing in the end
    assert handle.drawn[-2] == '<progress value="10000" max="10000"></progress> &lt;draws&gt;: 10,000 of 10,000'
    assert handle.drawn[-1] == ""


def test_a_bar_is_taken_away_after_an_error_and_the_callers_function_wins(monkeypatch):
    handle = Handle()
    notebook_shell(monkeypatch, handle)
    with pytest.raises(ZeroDivisionError), followed(None) as tell:
        tell("draws", 1 // 0, 2)
    assert handle.drawn[-1] == ""
    with followed(print) as tell:
        assert tell is print
