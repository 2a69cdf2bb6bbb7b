"""The template environment of one medium."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from connectindex.reports import charts, palette, safe
from connectindex.reports.assets import TEMPLATES
from connectindex.reports.fonts import LATIN
from connectindex.reports.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment

    from connectindex.reports.figures import Histogram, StripChart


@dataclass(frozen=True)
class Medium:
    """What differs between the page and the book, and between languages: colours, links, words, drawings.

    Parameters
    ----------
    printed
        True for the book.
    colours
        Colours of drawings by name.
    href
        Address of a unit's page or chapter, from its file name.
    language
        Of the fixed words.
    family
        Fonts of drawings.
    """

    printed: bool
    colours: Mapping[str, str]
    href: Callable[[str], str]
    language: Language = field(default_factory=Language)
    family: str = LATIN

    def figure(self, svg: str, alt: str, kind: str = "") -> Markup:
        """A drawing with its alternative text.

        In the book it is an image: a drawing inside the markup would go through the style sheet,
        which costs time and changes nothing.
        """
        svg = str(svg).strip()  # markup would escape what is put into it
        if self.printed:
            data = base64.b64encode(svg.encode()).decode()
            return Markup('<img class="{}" alt="{}" src="data:image/svg+xml;base64,{}">').format(kind, alt, data)
        head = f'<svg role="img" aria-label="{escape(alt)}" class="{escape(kind)}"'
        return Markup(svg.replace("<svg", head, 1))  # noqa: S704 - drawn by the templates, or by vl-convert

    def chart(self, spec: StripChart | Histogram, kind: str = "chart") -> Markup:
        """A chart, drawn and put in."""
        drawn = charts.svg(spec, self.language.signs, self.family)
        return self.figure(drawn if self.printed else palette.tokenised(drawn), spec.alt, kind)


def environment(medium: Medium) -> Environment:
    """Jinja with all text escaped and every unknown name an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - not needed to build

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals = {
        "medium": medium,
        "c": medium.colours,
        "_": medium.language,
        "together": medium.language.together,
        "link": _link,
        "trusted": Markup,
        "anchor": safe.file_name,
        "range": range,
        "min": min,
        "max": max,
    }
    return made


def _link(href: str, text: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(href, text)
