"""The template environment of one medium."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from connectindex.reports import charts, palette, safe, sandbox
from connectindex.reports.assets import TEMPLATES
from connectindex.reports.fonts import LATIN
from connectindex.reports.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from jinja2 import BytecodeCache, Environment
    from jinja2.bccache import Bucket

    from connectindex.reports.chapters import Scatter
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
    logo
        Address of the edition's; empty where there is none.
    templates
        Of the edition, by name; they take the place of the package's.
    """

    printed: bool
    colours: Mapping[str, str]
    href: Callable[[str], str]
    language: Language = field(default_factory=Language)
    family: str = LATIN
    logo: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)

    def figure(self, svg: str, alt: str, kind: str = "") -> Markup:
        """A drawing with its alternative text.

        In the book it is an image: a drawing inside the markup would go through the style sheet,
        which costs time and changes nothing.
        """
        svg = str(escape(svg)).strip()  # a text that is no drawing stays a text
        if self.printed:
            data = base64.b64encode(svg.encode()).decode()
            return Markup('<img class="{}" alt="{}" src="data:image/svg+xml;base64,{}">').format(kind, alt, data)
        head = f'<svg role="img" aria-label="{escape(alt)}" class="{escape(kind)}"'
        return Markup(svg.replace("<svg", head, 1))  # noqa: S704 - drawn by the templates, or by vl-convert

    def chart(self, spec: StripChart | Histogram | Scatter, kind: str = "chart") -> Markup:
        """A chart, drawn and put in."""
        drawn = charts.svg(spec, self.language.signs, self.family)
        coloured = palette.recoloured(charts.unsaid(drawn), self.colours) if self.printed else palette.tokenised(drawn)
        return self.figure(Markup(coloured), spec.alt, kind)  # noqa: S704 - drawn by vl-convert


@dataclass(frozen=True, slots=True)
class Address:
    """Where a unit's page or chapter is, from its file name."""

    before: str
    after: str = ""

    def __call__(self, file: str) -> str:
        """The address."""
        return f"{self.before}{file}{self.after}"


def rendered(medium: Medium, template: str, contexts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Texts of a template, one for each set of values, one by one; in a sandbox where an edition brings its own.

    Raises
    ------
    InputError
        A template of the edition fails; file and line are named.
    """
    if medium.templates:
        yield from sandbox.rendered(medium, template, list(contexts))
        return
    loaded = environment(medium).get_template(template)
    for context in contexts:
        yield loaded.render(**context)


def environment(medium: Medium) -> Environment:
    """Jinja with all text escaped and every unknown name an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - not needed to build

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled(),
    )
    made.globals = dict(names(medium))
    return made


@cache
def _compiled() -> BytecodeCache:
    """Code of the package's templates, for all media of this process: compiling them takes longer than a page."""
    from jinja2 import BytecodeCache  # noqa: PLC0415 - as above

    class Kept(BytecodeCache):
        def __init__(self) -> None:
            self.code: dict[tuple[str, str], Any] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            bucket.code = self.code.get((bucket.key, bucket.checksum))

        def dump_bytecode(self, bucket: Bucket) -> None:
            self.code[bucket.key, bucket.checksum] = bucket.code

    return Kept()


def names(medium: Medium) -> Mapping[str, Any]:
    """What every template can ask for."""
    return {
        "medium": medium,
        "c": medium.colours,
        "_": medium.language,
        "together": medium.language.together,
        "link": _link,
        "anchor": safe.file_name,
        "range": range,
        "min": min,
        "max": max,
    }


def _link(href: str, text: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(href, text)
