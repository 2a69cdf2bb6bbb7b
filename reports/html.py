"""The pages: the document as an index and one page a unit, ranked or not, each whole in itself."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from connectindex.reports import assets, embeds, fonts, palette, picture, safe, styling
from connectindex.reports.data import citation
from connectindex.reports.environment import Address, Medium, rendered
from connectindex.reports.language import language as language_of
from connectindex.reports.made import Made
from connectindex.reports.page_data import (
    explorer_data,
    finder_data,
    page_data,
    profile_data,
    search_data,
    unranked_data,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from connectindex.reports.document import Document, Head
    from connectindex.reports.language import Language
    from connectindex.reports.unranked import Unranked

DATATABLES = "vendor/datatables/dataTables.min.js"
# scripts of the pages: parts of one function, in this order
EVERYWHERE = (
    *("theme", "menu", "tips", "files", "numbers", "address", "network", "find", "peers"),
    *("drawings", "figures", "alone", "start"),
)
ON_SEARCH = ("theme", "menu", "numbers", "search")
ON_FINDER = ("theme", "menu", "find")
ON_INDEX = (
    *("theme", "menu", "tips", "roving", "files", "numbers", "shapes", "address", "means", "table", "compare"),
    *("weights", "find", "links", "pair", "drawings", "figures", "start"),
)
ON_EXPLORER = (
    *("theme", "menu", "tips", "roving", "files", "numbers", "shapes", "address", "find"),
    *("explore", "explore_map", "scatter", "drawings", "figures", "alone", "explore_start"),
)
# stand in a page until its characters are known; no text can hold them, for texts are escaped
FRAME = {name: Markup(f"<!--{name}-->") for name in ("style", "first", "script", "policy")}  # noqa: S704
# bars in the accent colour of light and dark
FAVICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cstyle%3E"
    "path%7Bfill:%2316607a%7D@media(prefers-color-scheme:dark)%7Bpath%7Bfill:%237cc4db%7D%7D%3C/style%3E"
    "%3Cpath d='M1 10h3v5H1zM6.5 6h3v9h-3zM12 1h3v14h-3z'/%3E%3C/svg%3E"
)
CHINESE = '<html lang="zh'  # how a page in Chinese begins
# what scripts show takes its room from the start; from here on what is still hidden takes none
READY = 'document.documentElement.classList.add("ready");'
# data of the search in the head, the way from a page to the folder of the report, and from there to the page
HEAD = {"near": "", "base": "", "path": "", "favicon": FAVICON, "menu": "few"}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The page before or after one."""

    file: str
    name: str


def pages(
    document: Document,
    progress: Callable[[str, int, int], None] | None = None,
    language: Language | None = None,
) -> Made[bytes]:
    """The pages, by their file names relative to the folder of the report; all but the index are made when asked for.

    Parameters
    ----------
    document
        From `connectindex.reports.compose.compose`.
    progress
        Function called with a label, the number of steps done, and the number of all steps.
    language
        Of the fixed words; by default the document's.
    """
    language = language or language_of(document.language)
    used = fonts.signs_to_hand(document, language)
    look = styling.look(document.style, used)
    family = styling.family(document.style, fonts.BOTH if fonts.needs_han(used) else fonts.LATIN)
    medium = Medium(
        printed=False,
        colours=palette.TOKENS,
        href=Address("countries/", ".html"),
        language=language,
        family=family,
        logo=styling.logo(document.style),
        templates=styling.templates(document.style),
    )
    tell = progress or (lambda _label, _done, _total: None)
    total = 1 + len(document.profiles) + len(document.unranked)
    tell("pages", 0, total)
    near = safe.script_json(finder_data(document, near=True)) if document.finder else ""
    index, shown = embeds.named(_index(document, medium, near))
    tell("pages", 1, total)

    def framed(make: Callable[[], str], script: str, writes: str = "") -> Callable[[], bytes]:
        """How a page is made; `writes` has the signs that its script writes and the page has not."""

        def made() -> bytes:
            text = make()
            return _framed(text, script, _han(text + writes, family), look, bold=True)

        return made

    whole = _script(EVERYWHERE) if document.search else f"{assets.text(DATATABLES)}\n{_script(ON_INDEX)}"
    makers = {"index.html": framed(lambda: index, whole)}
    if document.search:
        makers["search.html"] = framed(partial(_search, document, medium), _script(ON_SEARCH))
    if document.finder:
        makers["find.html"] = framed(partial(_finder, document, medium), _script(ON_FINDER))
    if document.explorer:
        sizes = "".join(language.large(10.0**power) for power in range(4, 16))
        makers["explore.html"] = framed(partial(_explorer, document, medium, near), _script(ON_EXPLORER), sizes)
    makers |= _embeds(document, medium, look, shown)
    if document.imprint.url:  # sites ask for the whole address of a picture
        makers[picture.NAME] = partial(picture.share, document, medium)
    return Made(makers | _units(document, medium, look, near, tell))


def _units(
    document: Document, medium: Medium, look: styling.Look, near: str, tell: Callable[[str, int, int], None]
) -> dict[str, Callable[[], bytes]]:
    """How the page of each unit is made: of the ranked ones, then of the others."""
    small = replace(medium, href=Address("", ".html"), logo=styling.small_logo(document.style))
    shown: tuple[Head | Unranked, ...] = (*document.heads, *document.unranked)
    names = [f"countries/{unit.file}.html" for unit in shown]

    @cache
    def data(kind: Callable[[Document, Language], dict[str, Any]]) -> Markup:
        return safe.script_json(kind(document, medium.language))

    def around(k: int, units: Sequence[Head | Unranked]) -> dict[str, Any]:
        """What the page of a unit has around its content; the pages beside it are of the same kind."""
        before, after = (None, *units)[k], (*units[1:], None)[k]
        return {
            "document": document,
            "before": _neighbour(before),
            "after": _neighbour(after),
            "home": "../index.html",
            **HEAD,
            "base": "../",
            "path": f"countries/{units[k].file}.html",
            "near": near,
            "links": document.networks.get(units[k].code),
            **FRAME,
        }

    def profile(k: int) -> str:
        own = {"profile": document.profiles[k], "data": data(profile_data)}
        return next(rendered(small, "country.jinja", [around(k, document.heads) | own]))

    def unranked(k: int) -> str:
        own = {"unit": document.unranked[k], "data": data(unranked_data)}
        return next(rendered(small, "country_unranked.jinja", [around(k, document.unranked) | own]))

    def text(k: int) -> str:
        tell("pages", k + 2, 1 + len(names))
        ranked = len(document.heads)
        return profile(k) if k < ranked else unranked(k - ranked)

    texts = Made({name: partial(text, k) for k, name in enumerate(names)})

    @cache
    def han() -> frozenset[str]:
        """One cut of the fonts for all of them: a cut takes longer than a page."""
        return frozenset[str]().union(
            *(_han(t, small.family) for t in texts.values()) if small.family == fonts.BOTH else ()
        )

    modes = max(map(len, document.ties.partners.values()), default=0)
    script = _script(EVERYWHERE)

    def page(name: str) -> bytes:
        signs = han()  # of all texts, none of which is needed once its page is made
        return _framed(texts.taken(name), script, signs, look, bold=False, modes=modes)

    return {name: partial(page, name) for name in names}


def _neighbour(unit: Head | Unranked | None) -> Neighbour | None:
    return Neighbour(unit.file, unit.name) if unit else None


def _index(document: Document, medium: Medium, near: str) -> str:
    shown: tuple[Head | Unranked, ...] = (*document.heads, *document.unranked)
    values = {
        "document": document,
        "files": {unit.code: unit.file for unit in shown},
        "home": "index.html",
        **HEAD,
        "menu": "",
        "near": near,
        "dataset": safe.script_json(citation.dataset(document)),
        "data": "null" if document.search else safe.script_json(page_data(document, medium.language)),
        **FRAME,
    }
    text = next(rendered(medium, "index.jinja", [values]))
    return styling.without_dead_links(text) if document.style.sections else text


def _embeds(
    document: Document, medium: Medium, look: styling.Look, shown: tuple[embeds.Embed, ...]
) -> dict[str, Callable[[], bytes]]:
    """How a page for each figure and table of the index is made; it is small, for fonts are of the reader's device."""
    sheet = _colours(look) + look.rules
    policy = f"default-src 'none'; style-src {_digest(sheet)}; img-src data:; base-uri 'none'; form-action 'none'"

    def page(e: embeds.Embed) -> bytes:
        values = {
            "document": document,
            "anchor": e.anchor,
            "title": e.title,
            "fragment": Markup(e.markup),  # noqa: S704 - from the index
            "outlines": Markup(e.outlines),  # noqa: S704 - as above
            "style": Markup(sheet),  # noqa: S704 - the package's, or checked with the edition
            "policy": policy,
        }
        return next(rendered(medium, "embed.jinja", [values])).encode()

    return {f"embed/{e.name}.html": partial(page, e) for e in shown}


def _finder(document: Document, medium: Medium) -> str:
    values = {
        "document": document,
        "home": "index.html",
        **HEAD,
        "path": "find.html",
        "finder": safe.script_json(finder_data(document, near=False)),
        **FRAME,
    }
    return next(rendered(medium, "find.jinja", [values]))


def _explorer(document: Document, medium: Medium, near: str) -> str:
    values = {
        "document": document,
        "home": "index.html",
        **HEAD,
        "path": "explore.html",
        "near": near,
        "data": safe.script_json(explorer_data(document, medium.language)),
        **FRAME,
    }
    return next(rendered(medium, "explore.jinja", [values]))


def _search(document: Document, medium: Medium) -> str:
    values = {
        "document": document,
        "home": "index.html",
        **HEAD,
        "path": "search.html",
        "data": safe.script_json(search_data(document, medium.language)),
        **FRAME,
    }
    return next(rendered(medium, "search.jinja", [values]))


def _script(parts: tuple[str, ...]) -> str:
    """Parts in one function, so that none of their names can meet those of a library."""
    return "\n".join(('(() => {\n"use strict";', *(assets.text(f"js/{name}.js") for name in parts), READY, "})();"))


def _han(text: str, family: str) -> frozenset[str]:
    """The characters of a page that need a Chinese font."""
    if family != fonts.BOTH:
        return frozenset()
    return fonts.han_in(text) | (fonts.MARKS if CHINESE in text[:200] else frozenset())


def _framed(text: str, script: str, han: frozenset[str], look: styling.Look, *, bold: bool, modes: int = 0) -> bytes:
    """A page with its style, script and policy, which wait for the signs that the page uses."""
    frame = _frame(script, han, look, bold=bold, modes=modes)
    for name, mark in FRAME.items():
        text = text.replace(mark, frame[name])
    return text.encode()


@cache
def style(
    han: frozenset[str] = frozenset(), look: styling.Look | None = None, *, bold: bool = True, modes: int = 0
) -> str:
    """Style sheet of the pages: fonts, colours for light and dark, rules.

    Parameters
    ----------
    han
        Signs to be drawn by the Chinese fonts.
    look
        Of the edition; by default the package's own.
    bold
        Whether these are there in bold, too.
    modes
        How many kinds of links a page can show, one at a time.
    """
    look = look or styling.look(styling.PLAIN)
    return (
        assets.page_faces()
        + look.faces
        + (fonts.page_faces(han, bold=bold) if han else "")
        + _colours(look)
        + (fonts.with_han(look.rules, marks=bool(han & fonts.MARKS)) if han else look.rules)
        + "".join(map(_one_mode, range(modes)))
    )


def _colours(look: styling.Look) -> str:
    """Colours for light and dark."""
    light, dark = look.light, look.dark
    return (
        f":root{{color-scheme:light;{light}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}"
        # paper wants the light colours, whatever the screen had
        f"@media print{{:root,:root[data-theme=dark],:root:not([data-theme=light]){{color-scheme:light;{light}}}}}"
        + palette.tones()
    )


def _one_mode(k: int) -> str:
    """Hides the links of all kinds but the one that is chosen: no script is needed for it."""
    return f'.net:has([value="{k}"]:checked) [data-net]:not([data-net="{k}"]){{display:none}}'


@cache
def _frame(script: str, han: frozenset[str], look: styling.Look, *, bold: bool, modes: int) -> dict[str, str]:
    """Style, script, and the policy that allows these two and nothing else."""
    sheet, first = style(han, look, bold=bold, modes=modes), assets.text("js/head.js")
    policy = (
        f"default-src 'none'; style-src {_digest(sheet)}; script-src {_digest(first)} {_digest(script)}; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )
    return {"style": sheet, "first": first, "script": script, "policy": str(escape(policy))}


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
