"""How an edition is cited and found: CITATION.cff, and a Dataset of schema.org."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

from connectindex.edition.imprint import RESOLVER
from connectindex.reports import safe
from connectindex.reports.data.licences import licence
from connectindex.reports.language import language as english
from connectindex.reports.sentences import semicolons

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from connectindex.edition.model import About
    from connectindex.reports.annexes import Imprint, SourceEntry
    from connectindex.reports.document import Document
    from connectindex.reports.language import Language

SHORTEST, LONGEST = 50, 5000  # of a description, as search engines of data require
MEDIA = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".cff": "application/yaml",
}


def reference(language: Language, about: About, date: dt.date) -> str:
    """How the edition stands in a list of references: in the words it gives itself, else by its imprint.

    Examples
    --------
    >>> import datetime as dt
    >>> from connectindex.edition.imprint import Author
    >>> from connectindex.edition.model import About
    >>> from connectindex.reports.language import language
    >>> authors = (Author("Li", "Wei"), Author("Ode", "Ann"))
    >>> about = About("Index", "2", (2026,), "Bureau", authors=authors, doi="10.1234/a")
    >>> reference(language(), about, dt.date(2026, 11, 22))
    'Li, Wei; Ode, Ann (2026). Index, edition 2. Bureau. https://doi.org/10.1234/a'
    """
    if about.citation:
        return safe.paragraph(about.citation)
    values = {"year": date.year, "title": safe.clean(about.title), "edition": safe.clean(about.edition)}
    publisher, authors = safe.clean(about.publisher), [safe.clean(a.name) for a in about.authors]
    who = semicolons(language, authors) or publisher
    if authors and publisher and authors != [publisher]:
        text = language(
            "{authors} ({year}). {title}, edition {edition}. {publisher}.", authors=who, publisher=publisher, **values
        )
    elif who:
        text = language("{publisher} ({year}). {title}, edition {edition}.", publisher=who, **values)
    else:
        text = language("({year}). {title}, edition {edition}.", **values)
    address = address_of(about)
    return f"{text} {address}" if address else text


def in_text(language: Language, about: About, date: dt.date) -> str:
    """How the edition is cited inside a sentence: one or two authors by family name, the first of several.

    Examples
    --------
    >>> import datetime as dt
    >>> from connectindex.edition.imprint import Author
    >>> from connectindex.edition.model import About
    >>> from connectindex.reports.language import language
    >>> authors = (Author("Li", "Wei"), Author("Ode", "Ann"), Author("Bureau"))
    >>> [in_text(language(), About("I", "2", (2026,), authors=authors[:k]), dt.date(2026, 1, 1)) for k in (1, 2, 3)]
    ['(Li, 2026)', '(Li and Ode, 2026)', '(Li et al., 2026)']
    """
    names = [safe.clean(a.family) for a in about.authors] or [n for n in (safe.clean(about.publisher),) if n]
    if len(names) > 2:
        return language("({first} et al., {year})", first=names[0], year=date.year)
    if len(names) == 2:
        return language("({first} and {second}, {year})", first=names[0], second=names[1], year=date.year)
    if names:
        return language("({publisher}, {year})", publisher=names[0], year=date.year)
    return language("({title} {edition})", title=safe.clean(about.title), edition=safe.clean(about.edition))


def cited(about: About, date: dt.date) -> str:
    """How the edition is cited, in English."""
    return reference(english(), about, date)


def address_of(about: About) -> str:
    """The address that a reference ends with: that of the DOI, else that of the page; empty where there is none."""
    return doi_address(about.doi) or safe.link(about.url)


def doi_address(doi: str) -> str:
    """Web address of a DOI.

    Examples
    --------
    >>> doi_address("10.1234/a"), doi_address("")
    ('https://doi.org/10.1234/a', '')
    """
    return safe.link(f"{RESOLVER}{doi}") if doi else ""


def citation_cff(about: About, date: dt.date, keywords: Sequence[str] = ()) -> bytes:
    """The edition as a CITATION.cff, version 1.2.0 of the format.

    Without authors the publisher is the author. A citation the edition words itself is given as it is, in the message;
    it is not taken apart. A licence is named where its whole text is one of the SPDX list; else the message has it.

    Parameters
    ----------
    about, date
        Of the edition.
    keywords
        Names of its pillars.

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
    title = title or "Untitled index"
    publisher = safe.paragraph(about.publisher) or f"The publishers of {title}"
    people: list[dict[str, str]] = [
        {"family-names": safe.clean(a.family), "given-names": safe.clean(a.given)}
        if a.given
        else {"name": safe.clean(a.family)}
        for a in about.authors
    ]
    lines: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": message,
        "type": "dataset",
        "title": title,
        "authors": people or [{"name": publisher}],
        "contact": [{"name": publisher, _contact_key(about.contact): safe.clean(about.contact)}]
        if about.contact
        else "",
        "version": safe.clean(about.edition),
        "date-released": date.isoformat(),
        "doi": safe.clean(about.doi),
        "identifiers": [{"type": "other", "value": f"ISBN {safe.clean(about.isbn)}"}] if about.isbn else "",
        "url": safe.link(about.url),
        "license": known.id if known else "",
        "keywords": list(dict.fromkeys(k for k in (safe.clean(k) for k in keywords) if k)),
        "abstract": safe.paragraph(about.description),
    }
    return "".join(_yaml(name, value) for name, value in lines.items() if value).encode()


def _contact_key(contact: str) -> str:
    return "website" if contact.startswith("http") else "email"


def _yaml(name: str, value: str | list[Any]) -> str:
    """A key with a text, a list of texts, or a list of tables of texts."""
    if isinstance(value, str):
        return f"{name}: {_quoted(value)}\n"
    entries = []
    for entry in value:
        parts = [f"{k}: {_quoted(v)}" for k, v in entry.items()] if isinstance(entry, dict) else [_quoted(entry)]
        entries.append("  - " + "\n    ".join(parts) + "\n")
    return f"{name}:\n{''.join(entries)}"


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
            {
                "@type": "DataDownload",
                "contentUrl": absolute(document.imprint.url, d.file),
                "name": d.text,
                "encodingFormat": _media(d.file),
            }
            for d in document.downloads
        ],
    }
    imprint = document.imprint
    if document.publisher:
        publisher = {"@type": "Organization", "name": document.publisher} | _contact(imprint.contact)
        record |= {"creator": publisher, "publisher": publisher}
    if imprint.authors:
        record["creator"] = [_creator(a) for a in imprint.authors]
    if imprint.url:
        record["url"] = imprint.url
    if identifiers := _identifiers(imprint):
        record["identifier"] = identifiers
    if document.licence:
        known = licence(document.licence)
        record["license"] = known.url if known else document.licence
    return record


def absolute(url: str, file: str) -> str:
    """Web address of a file beside the page; the file itself where the address of the page is not known.

    Examples
    --------
    >>> absolute("https://example.org/index", "report.pdf"), absolute("https://example.org/index.html", "report.pdf")
    ('https://example.org/index/report.pdf', 'https://example.org/report.pdf')
    >>> absolute("", "report.pdf")
    'report.pdf'
    """
    if not url:
        return file
    parts = urlsplit(url)
    folder, _, last = parts.path.rpartition("/")
    path = f"{folder}/" if "." in last or not last else f"{parts.path}/"
    return urlunsplit((parts.scheme, parts.netloc, path, "", "")) + quote(file)


def _creator(author: tuple[str, str]) -> dict[str, str]:
    family, given = author
    if not given:
        return {"@type": "Organization", "name": family}
    return {"@type": "Person", "name": f"{given} {family}", "familyName": family, "givenName": given}


def _contact(contact: str) -> dict[str, object]:
    if not contact:
        return {}
    key = "url" if contact.startswith("http") else "email"
    return {"contactPoint": {"@type": "ContactPoint", key: contact}}


def _identifiers(imprint: Imprint) -> list[object]:
    named: list[object] = [doi_address(imprint.doi)] if imprint.doi else []
    if imprint.isbn:
        named.append({"@type": "PropertyValue", "propertyID": "ISBN", "value": imprint.isbn})
    return named


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
