"""The pages: the document as an index and one page a unit, each whole in itself."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from connectindex.reports import assets, citation, fonts, palette, safe
from connectindex.reports.environment import Medium, environment
from connectindex.reports.language import language as language_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectindex.reports.document import Document
    from connectindex.reports.language import Language

DATATABLES = "vendor/datatables/dataTables.min.js"
# stand in a page until its characters are known; no text can hold them, for texts are escaped
FRAME = {name: Markup(f"<!--{name}-->") for name in ("style", "script", "policy")}  # noqa: S704


def pages(
    document: Document,
    progress: Callable[[str, int, int], None] | None = None,
    language: Language | None = None,
) -> dict[str, bytes]:
    """The pages, by their file names relative to the folder of the report.

    Parameters
    ----------
    document
        From `connectindex.reports.compose.compose`.
    progress
        Called with a label, what is done and what there is to do.
    language
        Of the fixed words; by default the document's.
    """
    t = language or language_of(document.language)
    family = fonts.BOTH if fonts.needs_han(fonts.signs(document, t)) else fonts.LATIN
    tell = progress or (lambda _label, _done, _total: None)
    total = 1 + len(document.profiles)
    tell("pages", 0, total)
    index = _index(document, t, family)
    script = assets.text("js/page.js")
    made = {"index.html": _framed(index, f"{assets.text(DATATABLES)}\n{script}", _han(index, family), bold=True)}
    tell("pages", 1, total)
    medium = Medium(printed=False, colours=palette.TOKENS, href=lambda file: f"{file}.html", language=t, family=family)
    template = environment(medium).get_template("country.jinja")
    around = (None, *document.profiles, None)
    texts = {}
    for k, profile in enumerate(document.profiles):
        texts[f"countries/{profile.file}.html"] = template.render(
            document=document,
            profile=profile,
            before=around[k],
            after=around[k + 2],
            home="../index.html",
            **FRAME,
        )
        tell("pages", k + 2, total)
    # one cut of the fonts for all of them: a cut takes longer than a page
    han = frozenset[str]().union(*(_han(text, family) for text in texts.values()))
    return made | {name: _framed(text, script, han, bold=False) for name, text in texts.items()}


def _index(document: Document, language: Language, family: str) -> str:
    medium = Medium(
        printed=False,
        colours=palette.TOKENS,
        href=lambda file: f"countries/{file}.html",
        language=language,
        family=family,
    )
    return str(
        environment(medium)
        .get_template("index.jinja")
        .render(
            document=document,
            files={p.code: p.file for p in document.profiles},
            home="index.html",
            dataset=safe.script_json(citation.dataset(document)),
            **FRAME,
        )
    )


def _han(text: str, family: str) -> frozenset[str]:
    """The characters of a page that need a Chinese font."""
    return fonts.han_in(text) if family == fonts.BOTH else frozenset()


def _framed(text: str, script: str, han: frozenset[str], *, bold: bool) -> bytes:
    """A page with its style, script and policy, which wait for the signs that the page uses."""
    frame = _frame(script, han, bold=bold)
    for name, mark in FRAME.items():
        text = text.replace(mark, frame[name])
    return text.encode()


@cache
def style(han: frozenset[str] = frozenset(), *, bold: bool = True) -> str:
    """Style sheet of the pages: fonts, colours for light and dark, rules.

    Parameters
    ----------
    han
        Signs to be drawn by the Chinese fonts.
    bold
        Whether these are there in bold, too.
    """
    light, dark = palette.declarations(palette.LIGHT), palette.declarations(palette.DARK)
    rules = assets.text("css/page.css")
    return (
        assets.page_faces()
        + (fonts.page_faces(han, bold=bold) if han else "")
        + f":root{{color-scheme:light;{light}}}"
        + f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}"
        + f":root[data-theme=dark]{{color-scheme:dark;{dark}}}"
        # paper wants the light colours, whatever the screen had
        + f"@media print{{:root,:root[data-theme=dark],:root:not([data-theme=light]){{color-scheme:light;{light}}}}}"
        + palette.tones()
        + (fonts.with_han(rules) if han else rules)
    )


@cache
def _frame(script: str, han: frozenset[str], *, bold: bool) -> dict[str, str]:
    """Style, script, and the policy that allows these two and nothing else."""
    sheet = style(han, bold=bold)
    policy = (
        f"default-src 'none'; style-src {_digest(sheet)}; script-src {_digest(script)}; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )
    return {"style": sheet, "script": script, "policy": str(escape(policy))}


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
