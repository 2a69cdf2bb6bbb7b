"""Documents: what a report says, found again where only its looks have changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from connectindex.cache import LOG
from connectindex.edition.house import House
from connectindex.edition.inputs import MAP
from connectindex.rebuild.stages import numbers_key, texts_key
from connectindex.reports import answers
from connectindex.reports.compose import compose, fingerprint

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from connectindex.audit.robustness import Robustness
    from connectindex.cache import Cache
    from connectindex.edition.model import Edition
    from connectindex.index import Result
    from connectindex.reports.document import Document
    from connectindex.reports.language import Language


def composed(
    result: Result,
    day: dt.date,
    files: Sequence[str],
    audit: Robustness | None,
    words: Language,
    cache: Cache,
    *,
    named: bool,
    **also: Any,
) -> Document:
    """`connectindex.reports.compose.compose`, or what it made before of the same figures and words.

    Parameters
    ----------
    result, day, files, audit, words
        Of the report.
    cache
        Where to look.
    named
        Whether the audit is that of the edition's settings.
    also
        Further answers to report on; with any, the document is made anew.
    """
    edition = result.edition
    known = named and all(value is None for value in also.values())
    name = _name(edition, day, files, words) if known else None
    kept = cache.value("document", name) if name else None
    if kept is not None:
        mark = fingerprint(edition.inputs)
        return cast("Document", replace(kept, house=edition.report.house, fingerprint=mark))
    LOG.debug("made document")
    made = compose(result, day, files, audit, words, **also)
    if name:
        cache.keep("document", name, replace(made, house=House(), fingerprint=""))
    return made


def _name(edition: Edition, day: dt.date, files: Sequence[str], words: Language) -> str | None:
    asked = edition.report
    shown = (asked.highlight, asked.peers, asked.groups, asked.house.sections)
    drawn = [edition.inputs.get(f) for f in (MAP, asked.outlines.file if asked.outlines else "")]
    said = (words.tag, sorted(words.catalogue.messages.items()))
    return texts_key(edition, day, list(files), shown, drawn, said)


def with_potential(result: Result, cache: Cache) -> None:
    """Give a result the gravity models that were fitted before to the same data."""
    name = numbers_key(result.edition, result.edition.potential) if result.edition.potential else None
    kept = cache.value("potential", name) if name else None
    if kept is not None:
        answers.give_potential(result, kept)


def keep_potential(result: Result, cache: Cache) -> None:
    """Keep the gravity models of a result, if they were asked for."""
    found = answers.given_potential(result)
    name = numbers_key(result.edition, result.edition.potential) if found is not None else None
    if name and cache.get("potential", name) is None:
        cache.keep("potential", name, found)
