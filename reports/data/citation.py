"""How an edition is cited and found: CITATION.cff, and a Dataset of schema.org."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from connectindex.reports import safe
from connectindex.reports.data.licences import licence

if TYPE_CHECKING:
    import datetime as dt

    from connectindex.edition.model import About
    from connectindex.reports.annexes import SourceEntry
    from connectindex.reports.document import Document

SHORTEST, LONGEST = 50, 5000  # of a description, as search engines of data require
MEDIA = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".cff": "application/yaml",
}


def cited(about: About, date: dt.date) -> str:
    """How the edition is cited: in the words it gives itself, else by publisher, year, title and edition."""
    if about.citation:
        return safe.paragraph(about.citation)
    who = f"{safe.clean(about.publisher)} " if about.publisher else ""
    return f"{who}({date.year}). {safe.clean(about.title)}, edition {safe.clean(about.edition)}."


def citation_cff(about: About, date: dt.date) -> bytes:
    """The edition as a CITATION.cff, version 1.2.0 of the format.

    The publisher is the author. A citation the edition words itself is given as it is, in the message; it is
    not taken apart. A licence is named where its whole text is one of the SPDX list; else the message has it.

    Examples
    --------
    >>> import datetime as dt
    >>> from connectindex.edition.model import About
    >>> print(citation_cff(About("Index", "2026", (2026,), "Bureau", "CC BY 4.0"), dt.date(2026, 11, 22)).decode())
    cff-version: "1.2.0"
    message: "If you use this index, please cite it as below."
    type: "dataset"
    title: "Index"
    authors:
      - name: "Bureau"
    version: "2026"
    date-released: "2026-11-22"
    license: "CC-BY-4.0"
    """
    title, wording, terms = safe.paragraph(about.title), safe.paragraph(about.citation), safe.paragraph(about.licence)
    known = licence(about.licence)
    message = f"If you use this index, please cite it as: {wording}" if wording else _CITE
    if terms and known is None:
        message += f" Licence: {terms}"
    lines = {
        "cff-version": "1.2.0",
        "message": message,
        "type": "dataset",
        "title": title or "Untitled index",
        "authors": "",
        "version": safe.clean(about.edition),
        "date-released": date.isoformat(),
        "license": known.id if known else "",
        "abstract": safe.paragraph(about.description),
    }
    author = safe.paragraph(about.publisher) or f"The publishers of {lines['title']}"
    text = "".join(
        f"authors:\n  - name: {_quoted(author)}\n" if name == "authors" else f"{name}: {_quoted(value)}\n"
        for name, value in lines.items()
        if value or name == "authors"
    )
    return text.encode()


def dataset(document: Document) -> dict[str, object]:
    """What search engines of data read in the head of the page: a Dataset of schema.org.

    Returns
    -------
    Plain values. `connectindex.reports.safe.script_json` makes them safe inside a script element.

    Notes
    -----
    A licence is a web address where the whole text names a known one, else the text itself.
    """
    record: dict[str, object] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": f"{document.title} {document.edition}",
        "description": _described(document),
        "version": document.edition,
        "datePublished": document.date_iso,
        "temporalCoverage": str(document.year),
        "inLanguage": document.language,
        "citation": document.citation,
        "keywords": [document.title, *(c.name for c in document.columns)],
        "variableMeasured": [
            {"@type": "PropertyValue", "propertyID": i.id, "name": i.name}
            | ({"description": i.definition} if i.definition else {})
            for i in document.indicators
        ],
        "isBasedOn": [_work(s) for s in document.sources],
        "distribution": [
            {"@type": "DataDownload", "contentUrl": d.file, "name": d.text, "encodingFormat": _media(d.file)}
            for d in document.downloads
        ],
    }
    if document.publisher:
        publisher = {"@type": "Organization", "name": document.publisher}
        record |= {"creator": publisher, "publisher": publisher}
    if document.licence:
        known = licence(document.licence)
        record["license"] = known.url if known else document.licence
    return record


def _described(document: Document) -> str:
    """The description; a short one, which search engines would pass over, gets the names of the indicators."""
    text = document.description or f"{document.title} {document.edition}"
    if len(text) < SHORTEST:
        text += f" ({', '.join(i.name for i in document.indicators)})"
    return text[:LONGEST]


def _work(source: SourceEntry) -> dict[str, object]:
    work: dict[str, object] = {"@type": "CreativeWork", "name": source.title}
    if source.publisher:
        work["publisher"] = {"@type": "Organization", "name": source.publisher}
    if source.url:
        work["url"] = source.url
    if source.licence:
        known = licence(source.licence)
        work["license"] = known.url if known else source.licence
    return work


def _media(file: str) -> str:
    return MEDIA.get(file[file.rfind(".") :].lower(), "application/octet-stream")


def _quoted(text: str) -> str:
    """Text in double quotes as JSON writes it, which YAML reads alike; control characters are gone by now."""
    return json.dumps(text, ensure_ascii=False)


_CITE = "If you use this index, please cite it as below."
