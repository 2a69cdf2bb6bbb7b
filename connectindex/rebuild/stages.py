"""Stages: index and audit of an edition, found again where nothing they depend on has changed."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import FunctionType
from typing import TYPE_CHECKING, Any, cast

from connectindex.audit.robustness import robustness
from connectindex.cache import LOG, key
from connectindex.edition.inputs import FILE, LICENCES, MAP, NOTES, TEMPLATES, report_files
from connectindex.index import build
from connectindex.links.stores import DuckDBTable, Files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from connectindex.audit.robustness import Robustness
    from connectindex.cache import Cache
    from connectindex.edition.model import Edition
    from connectindex.index import Result

# what numbers are not made of; of `about` only the years count, and the name of the root
SAID = ("about", "report", "notes", "folder", "inputs", "link_sources", "sources")
ASKED = ("robustness", "potential", "corridors", "projects")


def built(edition: Edition, cache: Cache) -> Result:
    """`connectindex.build`, or what it made before of the same data and settings.

    Texts, colours, pictures and templates are no part of them: changing one does not compute the index anew.
    """
    name = numbers_key(edition)
    kept = cache.value("index", name) if name else None
    if kept is not None:
        return cast("Result", replace(kept, edition=edition))
    LOG.debug("made index")
    result = build(edition)
    if name:
        cache.keep("index", name, replace(result, edition=None))  # type: ignore[arg-type]
    return result


def audited(
    edition: Edition, cache: Cache, progress: Callable[[str, int, int], None] | None = None
) -> tuple[Robustness, Callable[[Robustness], None]]:
    """`connectindex.robustness`, or what it made before of the same data and settings.

    Returns
    -------
    The audit, and a function that keeps it, to be called when its tables have been asked for: they are kept with it.
    """
    name = numbers_key(edition, edition.robustness)
    kept = cache.value("audit", name) if name else None
    if kept is not None:
        kept.__dict__["measured"] = replace(kept.measured, edition=edition)
        return kept, lambda _audit: None
    LOG.debug("made audit")

    def keep(audit: Robustness) -> None:
        if name:
            bare = copy.copy(audit)  # with the tables it has made so far, which `replace` would drop
            bare.__dict__["measured"] = replace(audit.measured, edition=None)  # type: ignore[arg-type]
            cache.keep("audit", name, bare)

    return robustness(edition, progress=progress), keep


def numbers_key(edition: Edition, *also: Any) -> str | None:
    """Name of what is computed from an edition's data and settings; None where it cannot be told what they are.

    Parameters
    ----------
    edition
        Any.
    also
        Further values that count.
    """
    parts = {f.name: getattr(edition, f.name) for f in fields(edition) if f.name not in (*SAID, *ASKED)}
    parts["about"] = (edition.about.years, edition.about.max_age, edition.about.title)
    return _key(edition, parts, also)


def texts_key(edition: Edition, *also: Any) -> str | None:
    """Name of what depends on data, settings and words, but not on how a report looks.

    Parameters
    ----------
    edition
        Any.
    also
        Further values that count.
    """
    skipped = ("report", "folder", "inputs", "link_sources")
    return _key(edition, {f.name: getattr(edition, f.name) for f in fields(edition) if f.name not in skipped}, also)


def _key(edition: Edition, parts: dict[str, Any], also: tuple[Any, ...]) -> str | None:
    import joblib  # noqa: PLC0415 - it hashes arrays in place, and functions by where they stand

    if any(not isinstance(s.store, Files | DuckDBTable) for s in edition.link_sources):
        return None  # a database may have changed
    try:
        values = joblib.hash(_bare((sorted(parts.items()), also)))
    except Exception:  # noqa: BLE001 - what cannot be written down (a function made on the way) has no name
        return None
    stores = repr(edition.link_sources)
    return key(str(values), stores, *(f"{n} {sha}" for n, sha in sorted(edition.inputs.items()) if _counts(n, edition)))


def _bare(value: Any) -> Any:
    """A value by its fields alone: what it has worked out since it was made is no part of it.

    A function stands for itself by its place, its code and what it was made with; the code of the package is in
    every key, and that of a user's function in its file.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__qualname__, [(f.name, _bare(getattr(value, f.name))) for f in fields(value)]
    if isinstance(value, Mapping):
        return [(_bare(k), _bare(v)) for k, v in value.items()]
    if isinstance(value, tuple | list):
        return [_bare(v) for v in value]
    if isinstance(value, FunctionType):
        cells = [_bare(cell.cell_contents) for cell in value.__closure__ or ()]
        return value.__module__, value.__qualname__, value.__code__.co_code, repr(value.__code__.co_names), cells
    return value


def _counts(name: str, edition: Edition) -> bool:
    """Whether an input file may change numbers: all but those that only say or draw something."""
    looks = set(_drawn_files(edition.folder))
    drawn = name.startswith((f"{TEMPLATES}/", "locale/")) or name in looks
    return not drawn and name not in (FILE, NOTES, MAP, LICENCES)


def _drawn_files(folder: Path | None) -> list[str]:
    import tomllib  # noqa: PLC0415 - once a build

    try:
        return list(report_files(tomllib.loads((folder / FILE).read_text("utf-8-sig"))).values()) if folder else []
    except (OSError, ValueError):
        return []
