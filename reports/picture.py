"""Picture: what a link to the report is shown with on other sites."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

from connectindex.reports import styling
from connectindex.reports.assets import FONTS
from connectindex.reports.environment import rendered

if TYPE_CHECKING:
    from connectindex.reports.document import Document
    from connectindex.reports.environment import Medium

NAME = "share.png"
LETTERS, LINES = 42, 2  # of the title


def share(document: Document, medium: Medium) -> bytes:
    """Draw title and map as a PNG of 1200 x 630 pixels, the size that sites ask for."""
    import vl_convert as vl  # noqa: PLC0415 - only a report with an address needs it

    title = textwrap.wrap(f"{document.title} {document.edition}", LETTERS, max_lines=LINES, placeholder=" …")
    printed = replace(medium, printed=True, colours=styling.printed_colours(document.style))
    (svg,) = rendered(printed, "picture.jinja", [{"document": document, "lines": title}])
    vl.register_font_directory(str(FONTS))
    return bytes(vl.svg_to_png(svg))
