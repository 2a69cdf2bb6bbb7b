"""What an accessible PDF needs and the writer leaves out, added by its hook for the finished file.

Imports WeasyPrint, which needs Pango. What uses its internals is in `connectindex.reports.weasyprint_patches`.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pydyf
import weasyprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

PRINTED = 4
VARIANT = "pdf/ua-1"
HOLLOW = ("/Span", "/NonStruct", "/Div")
ORDERS = {f"/H{n}": n for n in range(1, 7)}


def attachments(files: Mapping[str, bytes], date: str) -> list[Any]:
    """Files that travel inside the PDF, dated like it."""
    day = dt.datetime.combine(dt.date.fromisoformat(date), dt.time(), dt.UTC)
    return [
        weasyprint.Attachment(
            file_obj=io.BytesIO(content),
            name=name.rsplit("/", 1)[-1],
            description=name,
            created=day,
            modified=day,
            relationship="Data",
        )
        for name, content in files.items()
    ]


def finished(_document: Any, pdf: Any) -> None:
    """Links that print, headings in order, those of tables with their scope, lists of items alone, nothing empty."""

    def at(reference: Any) -> Any:
        return pdf.objects[int(reference.split()[0])]

    _prune(pdf.objects, at)
    _in_order(thing for thing in pdf.objects if isinstance(thing, dict) and thing.get("Type") == "/StructElem")
    for thing in pdf.objects:
        if not isinstance(thing, dict):
            continue
        if thing.get("Type") == "/Annot":
            thing["F"] = PRINTED
        elif thing.get("S") == "/TH" and thing.get("Type") == "/StructElem":
            within = at(at(thing["P"])["P"]).get("S")
            scope = thing.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
            scope["Scope"] = "/Row" if within == "/TBody" else "/Column"
        elif thing.get("S") == "/L":
            for item in (at(kid) for kid in thing["K"]):
                if item.get("S") == "/Div":
                    _as_item(item, at)


def _prune(objects: list[Any], at: Callable[[Any], Any]) -> None:
    """Take empty elements out of those they lie in."""
    # elements are made before those inside them: from the last on, what holds nothing but empty ones is empty, too
    for thing in reversed(objects):
        if isinstance(thing, dict) and thing.get("Type") == "/StructElem":
            thing["K"] = pydyf.Array([k for k in thing["K"] if isinstance(k, int) or not _empty(at(k))])


def _in_order(elements: Iterable[Any]) -> None:
    """Number headings by how deep they lie: the first is of the first order, and none skips one.

    The pages of one unit begin with a heading of the second order, notes of an edition with whatever they like.
    """
    above: list[int] = []
    for element in elements:
        if order := ORDERS.get(element["S"]):
            while above and above[-1] >= order:
                above.pop()
            above.append(order)
            element["S"] = f"/H{len(above)}"


def _empty(element: Any) -> bool:
    return isinstance(element, dict) and element.get("S") in HOLLOW and not element["K"] and "Alt" not in element


def _as_item(group: Any, at: Callable[[Any], Any]) -> None:
    """A group of a term and what it means, each an item of its own, as one item: label and body."""
    parts = [at(kid) for kid in group["K"]]
    if not parts or any(part.get("S") != "/LI" or len(part["K"]) != 1 for part in parts):
        return
    group["S"], group["K"] = "/LI", pydyf.Array([part["K"][0] for part in parts])
    for n, part in enumerate(parts):
        inner = at(part["K"][0])
        inner["S"], inner["P"] = "/LBody" if n else "/Lbl", group.reference
        part.clear()  # nothing refers to it any more
