"""The template environment of one medium."""

from __future__ import annotations

import base64
import re
import traceback
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from connectindex.errors import InputError, Problem, shown
from connectindex.filenames import TEMPLATES as FOLDER
from connectindex.reports import charts, mathematics, palette, safe
from connectindex.reports.assets import TEMPLATES
from connectindex.reports.fonts import LATIN
from connectindex.reports.language import Language, capital
from connectindex.style.templates import replaceable, template_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from jinja2 import BytecodeCache, Environment
    from jinja2.bccache import Bucket

    from connectindex.reports.chapters import Scatter
    from connectindex.reports.figures import Histogram, StripChart, VegaFigure

PACKAGE = "the package's "
_MODULES = re.compile(r"\bconnectindex\.[\w.]+\.")  # names of ours that Jinja puts before a class


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

    def formula(self, tex: str) -> Markup:
        """A formula: MathML on the page, a drawing in the book."""
        if not self.printed:
            return mathematics.mathml(tex)
        return self.figure(Markup(mathematics.drawing(tex, self.colours["ink"])), tex, "formula")  # noqa: S704 - of ours

    def chart(self, spec: StripChart | Histogram | Scatter | VegaFigure, kind: str = "chart") -> Markup:
        """A chart, drawn and put in."""
        drawn = charts.svg(spec, self.language.signs, self.family)
        coloured = (
            palette.recoloured(charts.without_descriptions(drawn), self.colours)
            if self.printed
            else palette.tokenised(drawn)
        )
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
    """Render a template once for each set of values, one by one.

    Raises
    ------
    InputError
        A template of the edition fails; file and line are named.
    """
    if not medium.templates:
        loaded = environment(medium).get_template(template)
        for context in contexts:
            yield loaded.render(**context)
        return
    try:
        loaded = environment(medium).get_template(template)
        texts = (loaded.render(**context) for context in contexts)
        yield from texts
    except Exception as error:
        raise InputError([_failed(error, template)]) from error


def environment(medium: Medium) -> Environment:
    """Jinja with all text escaped and every unknown name an error; the edition's templates before the package's."""
    from jinja2 import Environment, FileSystemLoader, FunctionLoader, StrictUndefined  # noqa: PLC0415 - not to build

    jinja: Environment
    if medium.templates:
        jinja = template_environment(FunctionLoader(lambda name: _source(name, medium.templates)))
        jinja.bytecode_cache = _compiled(sandboxed=True)
    else:
        jinja = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=_compiled(sandboxed=False),
        )
    jinja.globals = dict(names(medium))
    return jinja


def _source(name: str, templates: Mapping[str, str]) -> tuple[str, str, Callable[[], bool]] | None:
    """Text, place and "it is as it was" of the edition's template of a name, else the package's; None for others."""
    if name in templates:
        return templates[name], f"{FOLDER}/{name}", lambda: True
    if not name.endswith(".jinja") or name not in replaceable():
        return None
    return (TEMPLATES / name).read_text("utf-8"), f"{PACKAGE}{name}", lambda: True


def _failed(error: BaseException, template: str) -> Problem:
    """The file and line of the template that an error comes from."""
    place = f"{FOLDER}/{template}"
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith((f"{FOLDER}/", PACKAGE)):
            place = f"{frame.filename} line {frame.lineno}"
    name, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if isinstance(name, str) and isinstance(line, int):
        place = f"{name} line {line}"
    if isinstance(error, RecursionError):
        return Problem(place, "must not call or include itself without end")
    return Problem(place, "must render", shown(f"{type(error).__name__}: {_MODULES.sub('', str(error))}"))


@cache
def _compiled(*, sandboxed: bool) -> BytecodeCache:
    """Code of templates, for all media of this process: compiling them takes longer than a page.

    The same template has other code where it is `sandboxed`.
    """
    from jinja2 import BytecodeCache  # noqa: PLC0415 - as above

    class Kept(BytecodeCache):
        def __init__(self) -> None:
            self.code: dict[tuple[str, str], Any] = {}

        def get_cache_key(self, name: str, filename: str | None = None) -> str:
            return f"{'sandboxed' if sandboxed else 'plain'} {super().get_cache_key(name, filename)}"

        def load_bytecode(self, bucket: Bucket) -> None:
            bucket.code = self.code.get((bucket.key, bucket.checksum))

        def dump_bytecode(self, bucket: Bucket) -> None:
            self.code[bucket.key, bucket.checksum] = bucket.code

    return Kept()


def names(medium: Medium) -> Mapping[str, Any]:
    """Functions and values of every template."""
    return {
        "medium": medium,
        "c": medium.colours,
        "_": medium.language,
        "together": medium.language.together,
        "listing": medium.language.listing,
        "capital": capital,
        "link": _link,
        "anchor": safe.file_name,
        "range": range,
        "min": min,
        "max": max,
    }


def _link(href: str, text: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(href, text)
