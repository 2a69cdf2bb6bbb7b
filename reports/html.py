"""The pages: the document as an index and one page a unit, each whole in itself."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from connectindex.reports import assets, palette, safe
from connectindex.reports.environment import Medium, environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectindex.reports.document import Document

DATATABLES = "vendor/datatables/dataTables.min.js"


def pages(document: Document, progress: Callable[[str, int, int], None] | None = None) -> dict[str, bytes]:
    """The pages, by their file names relative to the folder of the report.

    Parameters
    ----------
    document
        From `connectindex.reports.compose.compose`.
    progress
        Called with a label, what is done and what there is to do.
    """
    tell = progress or (lambda _label, _done, _total: None)
    total = 1 + len(document.profiles)
    tell("pages", 0, total)
    made = {"index.html": _index(document)}
    tell("pages", 1, total)
    medium = Medium(printed=False, colours=palette.TOKENS, href=lambda file: f"{file}.html")
    template = environment(medium).get_template("country.jinja")
    around = (None, *document.profiles, None)
    for k, profile in enumerate(document.profiles):
        text = template.render(
            document=document,
            profile=profile,
            before=around[k],
            after=around[k + 2],
            home="../index.html",
            **_frame(assets.text("js/page.js")),
        )
        made[f"countries/{profile.file}.html"] = text.encode()
        tell("pages", k + 2, total)
    return made


def _index(document: Document) -> bytes:
    medium = Medium(printed=False, colours=palette.TOKENS, href=lambda file: f"countries/{file}.html")
    text = (
        environment(medium)
        .get_template("index.jinja")
        .render(
            document=document,
            files={p.code: p.file for p in document.profiles},
            home="index.html",
            dataset=safe.script_json(_dataset(document)),
            **_frame(assets.text(DATATABLES) + "\n" + assets.text("js/page.js")),
        )
    )
    return text.encode()


@cache
def style() -> str:
    """Style sheet of the pages: fonts, colours for light and dark, rules."""
    light, dark = palette.declarations(palette.LIGHT), palette.declarations(palette.DARK)
    return (
        assets.page_faces()
        + f":root{{color-scheme:light;{light}}}"
        + f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}"
        + f":root[data-theme=dark]{{color-scheme:dark;{dark}}}"
        # paper wants the light colours, whatever the screen had
        + f"@media print{{:root,:root[data-theme=dark],:root:not([data-theme=light]){{color-scheme:light;{light}}}}}"
        + palette.tones()
        + assets.text("css/page.css")
    )


@cache
def _frame(script: str) -> dict[str, str]:
    """Style, script, and the policy that allows these two and nothing else."""
    policy = (
        f"default-src 'none'; style-src {_digest(style())}; script-src {_digest(script)}; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )
    return {"style": style(), "script": script, "policy": policy}


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _dataset(document: Document) -> dict[str, object]:
    """What search engines of data read (schema.org)."""
    found: dict[str, object] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": f"{document.title} {document.edition}",
        "description": document.description or document.title,
        "datePublished": document.date_iso,
        "temporalCoverage": str(document.year),
        "citation": document.citation,
        "variableMeasured": [i.name for i in document.indicators],
        "distribution": [{"@type": "DataDownload", "contentUrl": d.file, "name": d.text} for d in document.downloads],
    }
    if document.publisher:
        found["creator"] = {"@type": "Organization", "name": document.publisher}
    if document.licence:
        found["license"] = document.licence
    return found
