"""How full the pages of a book are."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TOP, BOTTOM = 0.09, 0.933  # of the height of a page: below its running head, above its number
FRONT = 2  # cover and imprint
LINE = re.compile(r'<line xMin="[\d.]+" yMin="[\d.]+" xMax="[\d.]+" yMax="([\d.]+)"')


def fill(pdf: Path) -> list[float]:
    """Share of the height that each page uses, down to its last line of text, by poppler's pdftotext."""
    command = ["pdftotext", "-bbox-layout", pdf, "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    shares = []
    for page in text.split("<page ")[1:]:
        height = float(re.search(r'height="([\d.]+)"', page)[1])
        lines = [float(y) / height for y in LINE.findall(page)]
        inside = [y for y in lines if TOP < y < BOTTOM]
        shares.append((max(inside) - TOP) / (BOTTOM - TOP) if inside else 0.0)
    return shares


def sparse(pdf: Path, least: float = 1 / 3) -> list[int]:
    """Numbers of the pages that are less than a third full, without cover, imprint and the last page."""
    shares = fill(pdf)
    return [k for k, share in enumerate(shares, 1) if share < least and FRONT < k < len(shares)]
