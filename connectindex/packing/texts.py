"""Texts of a replication package: README, licences, versions, and metadata for Zenodo."""

from __future__ import annotations

import html
import json
import platform
import re
from importlib import metadata
from typing import TYPE_CHECKING, Any

from connectindex.versions import code

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from connectindex.edition.model import Edition

PACKAGE = "connectindex"
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*(?:\[([^]]*)\])?")


def requirements() -> dict[str, str]:
    """List the versions of this package and of all packages it needs, as they are installed, by name.

    Examples
    --------
    >>> found = requirements()
    >>> [name in found for name in ("connectindex", "pandas", "sqlglot", "pytest")]
    [True, True, True, False]
    """
    versions: dict[str, str] = {}
    waiting = [(PACKAGE, frozenset({"report"}))]  # of an output with pages and book
    seen = set(waiting)
    while waiting:
        name, extras = waiting.pop()
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # of another system or version of Python
        versions[name] = distribution.version
        for line in distribution.requires or []:
            needed = _needed(line, extras)
            if needed is not None and needed not in seen:
                seen.add(needed)
                waiting.append(needed)
    return dict(sorted(versions.items()))


def _needed(requirement: str, extras: frozenset[str]) -> tuple[str, frozenset[str]] | None:
    """Return the name of a required package and the extras asked for; None where it belongs to another extra."""
    line, _, marker = requirement.partition(";")
    only_for = re.search(r"""extra\s*==\s*["']([^"']+)["']""", marker)
    named = _REQUIREMENT.match(line.strip())
    if named is None or (only_for and only_for[1] not in extras):
        return None
    more = frozenset(e.strip() for e in (named[2] or "").split(",") if e.strip())
    return re.sub(r"[-_.]+", "-", named[1]).lower(), more


def requirements_lock() -> str:
    """Write the versions as a file that pip reads."""
    return "".join(f"{name}=={version}\n" for name, version in requirements().items())


def readme(edition: Edition, date: dt.date, manifest: Mapping[str, Any], names: Sequence[str]) -> str:
    """Write the README, in the order of the template of the Social Science Data Editors."""
    about = edition.about
    command = _build_command(manifest)
    sources = edition.sources.table
    files = "\n".join(f"| `{name}` | {_what(name)} |" for name in names)
    years = ", ".join(map(str, about.years))
    return f"""# Replication package: {_plain(about.title)}, edition {_plain(about.edition)}

## Overview

This package makes the numbers of an index again: {len(edition.units.codes)} units,
{len(edition.indicators)} indicators, reference year{"s" if len(about.years) > 1 else ""} {years}.
`edition/` holds all inputs and settings, `output/` what was published from them. The replicator should
expect the programs to run for less than ten minutes.

Publisher: {_plain(about.publisher) or "not stated"}.
Licence of texts and scores: {_plain(about.licence) or "not stated"}.
Citation: {_plain(about.citation) or "see `output/CITATION.cff`"}.

## Data availability and provenance

All data that the index is computed from are in `edition/`{_elsewhere(edition)}

### Statement about rights

Each source has the licence that `LICENSES.md` and the table below name. Who publishes from this package must keep to
them.

### Sources

| source | title | publisher | licence | retrieved | address |
|---|---|---|---|---|---|
{_sources(sources)}

## Datasets

| file | content |
|---|---|
{files}

Columns of the input tables are those of the documentation of {PACKAGE}; columns of the outputs are described in
`output/tables/columns.csv` and `output/datapackage.json`.

## Computational requirements

- Python {platform.python_version()} ({platform.python_implementation()}); 3.11 or newer.
- {PACKAGE} {metadata.version(PACKAGE)}; SHA-256 of its code: `{code()}`.
- The exact versions of all packages: `requirements.lock`.
- For the book, the library Pango.
- Random numbers: {_seed(edition)}.
- Memory and time: 2 GB and ten minutes on one processor are enough for editions of up to 200 units.

## Description of programs

`edition/index.toml` has the structure, the weights and the method of each step; {PACKAGE} reads it. There is no other
program{_code(edition)}

## Instructions to replicators

1. `python -m venv env`, then `env/bin/pip install -r requirements.lock`.
2. `env/bin/connectindex unpack THIS.zip again` checks all hashes, builds the index anew, and says whether every byte
   and every number is the same.
3. Or by hand: `{command}` in the unpacked folder, and compare `new/` with `output/`.

## List of tables and programs

All tables and figures of the report are made by step 3. `output/manifest.json` lists each file with its SHA-256;
`SHA256SUMS` lists those of this package.

## References

The sources above; {PACKAGE}, version {metadata.version(PACKAGE)}. The order of this README is that of the template
of the Social Science Data Editors (<https://social-science-data-editors.github.io/template_README/>); its text is
our own.

Date of publication: {date.isoformat()}.
"""


def _plain(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def _elsewhere(edition: Edition) -> str:
    if not edition.link_sources or all(getattr(s, "files", None) for s in edition.link_sources):
        return "."
    return ", except for links that are read from a database, which `[[links]]` of `edition/index.toml` names."


def _seed(edition: Edition) -> str:
    return f"seed {edition.robustness.seed}, set in edition/index.toml" if edition.robustness.vary else "none are used"


def _code(edition: Edition) -> str:
    file = edition.origin.document.get("index", {}).get("python") if edition.origin else None
    return f", but for `edition/{file}`; it needs `--allow-code`." if file else "."


def _build_command(manifest: Mapping[str, Any]) -> str:
    book = "" if manifest["options"].get("pdf") else " --no-pdf"
    return (
        f"env/bin/connectindex build edition -o new --date {manifest['date']} --language {manifest['language']}{book}"
    )


def _sources(table: Any) -> str:
    cells = ("title", "publisher", "licence", "retrieved", "url")
    rows = [
        [source, *(_plain(row.get(c, "") or "") for c in cells)]
        for source, row in zip(map(str, table.index), table.to_dict("records"), strict=True)
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) or "| none | | | | | |"


def licences(edition: Edition, licences_of_edition: str) -> str:
    """List the licence of each source, and what the edition says of licences."""
    table = edition.sources.table
    lines = [
        f"- {_plain(row.get('title', '') or source)} ({source}): {_plain(row.get('licence', '') or 'not stated')}"
        for source, row in zip(map(str, table.index), table.to_dict("records"), strict=True)
    ]
    head = f"# Licences\n\nTexts and scores: {_plain(edition.about.licence) or 'not stated'}.\n\n## Sources\n\n"
    return (
        head
        + "\n".join(lines)
        + "\n"
        + (
            f"\n## Licences stated by the edition\n\n{licences_of_edition.strip()}\n"
            if licences_of_edition.strip()
            else ""
        )
    )


def _what(name: str) -> str:
    kinds = {
        "edition/index.toml": "settings: structure, weights, methods",
        "edition/units.csv": "units and their groups",
        "edition/sources.csv": "sources of the data",
        "edition/values/": "values",
        "edition/links/": "records of links",
        "output/tables/": "table of results",
        "output/": "output",
        "edition/": "input",
    }
    return next((text for start, text in kinds.items() if name.startswith(start)), "about this package")


def zenodo(edition: Edition, date: dt.date, licence_id: str) -> str:
    """Write the metadata of a deposit at Zenodo."""
    about = edition.about
    table = edition.sources.table
    urls = [str(u) for u in table.get("url", []) if str(u).startswith(("http://", "https://"))]
    described = about.description.strip() or f"{about.title}, edition {about.edition}."
    content: dict[str, Any] = {
        "title": f"Replication package: {about.title}, edition {about.edition}",
        "upload_type": "dataset",
        "description": "".join(f"<p>{html.escape(' '.join(p.split()))}</p>" for p in described.split("\n\n")),
        "creators": [{"name": name} for name in [a.name for a in about.authors] or [about.publisher or "not stated"]],
        "version": about.edition,
        "publication_date": date.isoformat(),
        "language": about.language,
        "keywords": ["composite indicator", "connectivity", "index", "replication"],
        "access_right": "open",
        "related_identifiers": [
            {"identifier": url, "relation": "isDerivedFrom", "resource_type": "dataset"} for url in dict.fromkeys(urls)
        ],
    }
    if licence_id:
        content["license"] = licence_id.lower()
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
