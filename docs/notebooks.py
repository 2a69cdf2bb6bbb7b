"""Pages made from the notebooks: every cell is run, and what it shows stands below it, charts as SVG."""

from __future__ import annotations

import ast
import contextlib
import io
import json
from typing import TYPE_CHECKING, Any

import vl_convert

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ORDER = ("ten-minutes", "robustness", "links-and-networks")


def pages(folder: Path) -> dict[str, str]:
    """Run the notebooks of a folder and write a page for each, by path."""
    return {f"notebooks/{name}.md": page(folder / f"{name}.ipynb") for name in ORDER}


def page(path: Path) -> str:
    """Run a notebook and write it as Markdown, with a link to itself."""
    names: dict[str, Any] = {"__name__": "__main__"}
    parts = [f"<!-- made from {path.name} -->"]
    for cell in cells(path):
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(text.replace(".ipynb)", ".md)"))
        else:
            parts += [f"```python\n{text}\n```", *run(text, names)]
    return "\n\n".join([*parts, f"{{download}}`This page as a notebook <{path.name}>`", ""])


def cells(path: Path) -> list[dict[str, Any]]:
    """Read the cells of a notebook."""
    return list(json.loads(path.read_text("utf-8"))["cells"])


def run(text: str, names: dict[str, Any]) -> Iterator[str]:
    """Run a cell; give what it prints, and the value of its last line, as blocks of Markdown."""
    tree = ast.parse(text)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)  # noqa: S102 - our own notebooks
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last is not None else None  # noqa: S307
    if printed.getvalue():
        yield _plain(printed.getvalue())
    if value is not None:
        yield shown(value)


def shown(value: Any) -> str:
    """Write a value as a notebook shows it: a chart, HTML, or text."""
    if (hasattr(value, "to_dict") and hasattr(value, "mark")) or hasattr(value, "layer"):
        return _html(vl_convert.vegalite_to_svg(value.to_dict(), allowed_base_urls=[]))
    drawn = value._repr_html_() if hasattr(value, "_repr_html_") else None
    return _plain(repr(value)) if drawn is None else _html(f'<div class="output">{drawn}</div>')


def _html(text: str) -> str:
    lines = "\n".join(line for line in text.splitlines() if line.strip())
    return f"```{{raw}} html\n{lines}\n```"


def _plain(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```"
