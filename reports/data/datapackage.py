"""datapackage.json: all data files described, column by column, by the Data Package standard, version 2."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from connectindex.model.tree import Node
from connectindex.reports import safe
from connectindex.reports.data.citation import doi_address
from connectindex.reports.data.delimited import guarded
from connectindex.reports.data.dictionary import fields
from connectindex.reports.data.fields import UNIT
from connectindex.reports.data.licences import licence
from connectindex.reports.data.primary_keys import primary_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from pandas import DataFrame

    from connectindex.edition.model import About, Edition
    from connectindex.reports.data.tables import Table

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DIALECT = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True}
GUARD = (
    "In CSV files an apostrophe stands before text that a spreadsheet could take for a formula; "
    "Parquet and JSON hold the text as it is."
)


def datapackage(
    edition: Edition, date: dt.date, published: Sequence[Table], files: Mapping[str, bytes], licences: str = ""
) -> bytes:
    """The descriptor of the output's data files.

    Parameters
    ----------
    edition
        Title, publisher, licence and sources.
    date
        Date of publication.
    published
        The tables; each is at ``tables/NAME.csv``, and described column by column. A primary key is named
        where it is one.
    files
        Files by their path; they hold the tables.
    licences
        File with the licences of the data, next to the descriptor, if there is one.
    """
    about = edition.about
    units = next((t.frame for t in published if t.name == "units"), None)
    content: dict[str, Any] = {
        "$schema": PROFILE,
        "name": _slug(f"{about.title} {about.edition}"),
        "title": safe.paragraph(f"{about.title} {about.edition}"),
        "description": " ".join(filter(None, (safe.paragraph(about.description), GUARD))),
        "version": safe.clean(about.edition),
        "created": f"{date.isoformat()}T00:00:00Z",
        "licenses": [_licence(about.licence, licences)] if about.licence or licences else [],
        "sources": _sources(edition),
        "id": doi_address(about.doi),
        "homepage": safe.link(about.url),
        "keywords": keywords(edition),
        "contributors": _contributors(about),
        "resources": [_resource(t, files[f"tables/{t.name}.csv"], units) for t in published],
    }
    kept = {k: v for k, v in content.items() if v}
    return (json.dumps(kept, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def keywords(edition: Edition) -> list[str]:
    """Names of the pillars, or of the indicators of an index without pillars."""
    members = edition.tree.children
    names = [m.name if isinstance(m, Node) else edition.indicators[m.id].name for m in members]
    return list(dict.fromkeys(text for name in names if (text := safe.clean(name))))


def _contributors(about: About) -> list[dict[str, Any]]:
    """Authors, then the publisher, who is also whom to write to."""
    made: list[dict[str, Any]] = [
        {"title": f"{a.given} {a.family}", "givenName": a.given, "familyName": a.family, "roles": ["author"]}
        if a.given
        else {"title": safe.paragraph(a.family), "roles": ["author"]}
        for a in about.authors
    ]
    if about.publisher:
        made.append({"title": safe.paragraph(about.publisher), "roles": ["publisher"]})
    if about.contact:
        address = {"path" if about.contact.startswith("http") else "email": safe.clean(about.contact)}
        if not about.publisher:
            made.append({"title": safe.paragraph(about.title), "roles": ["contactPerson"]})
        made[-1] |= address
    return made


def _resource(table: Table, content: bytes, units: DataFrame | None) -> dict[str, Any]:
    return {
        "name": _slug(table.name),
        "type": "table",
        "path": f"tables/{table.name}.csv",
        "description": table.note,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": DIALECT,
        "schema": _schema(table, units),
    }


def _schema(table: Table, units: DataFrame | None) -> dict[str, Any]:
    names = primary_key(table.name, table.frame)
    columns = []
    for name, field in fields(table.name, table.frame).items():
        column: dict[str, Any] = {"name": guarded(name), "type": field.type}
        if field.text:
            column["description"] = field.text
        if field.unit:
            column["unit"] = field.unit
        constraints: dict[str, Any] = {"required": True} if name in names else {}
        among = [a for a in field.among if a]
        if among:
            constraints["enum"] = among
        columns.append(column | ({"constraints": constraints} if constraints else {}))
    schema: dict[str, Any] = {"fields": columns, "missingValues": [""]}
    if names:
        schema["primaryKey"] = list(names)
    if units is not None and table.name != "units" and _names_units(table, units):
        schema["foreignKeys"] = [{"fields": ["unit"], "reference": {"resource": "units", "fields": ["unit"]}}]
    return schema


def _names_units(table: Table, units: DataFrame) -> bool:
    """Whether the column ``unit`` holds codes of units, all of them listed; it could be a unit of measurement."""
    if fields(table.name, table.frame).get("unit") is not UNIT:
        return False
    return bool(table.frame["unit"].isin(units["unit"]).all())


def _licence(text: str, file: str) -> dict[str, str]:
    """Id and address where the text names a licence, else the text and the file that says more."""
    known = licence(text)
    if known:
        return {"name": known.id, "path": known.url, "title": known.title}
    return {"path": file or "index.html", "title": safe.paragraph(text) or "Licences of the data"}


def _sources(edition: Edition) -> list[dict[str, str]]:
    entries = []
    for name, row in edition.sources.table.iterrows():
        texts = {c: safe.paragraph(row[c]) for c in ("title", "publisher") if isinstance(row.get(c), str)}
        title = ", ".join(filter(None, (texts.get("title"), texts.get("publisher")))) or safe.clean(name)
        url = safe.link(row.get("url", ""))
        entries.append({"title": title} | ({"path": url} if url.startswith("http") else {}))
    return entries


def _slug(text: str) -> str:
    """Lower-case letters, digits, dots and hyphens.

    Examples
    --------
    >>> _slug("Index of Côte & Mer 2026")
    'index-of-cote-mer-2026'
    """
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9._]+", "-", plain).strip("-")[:100] or "index"
