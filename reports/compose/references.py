"""The literature: what the methods of an edition are taken from, for its last chapter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from connectindex.reports import literature
from connectindex.stages.treat import Winsorise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectindex.reports.compose.facts import Facts


_NO_CITATION = re.compile(r"[(),]")  # signs that a citation may have between names and year


def references(facts: Facts, *, compared: bool) -> tuple[str, ...]:
    """What the chapters of this report rest on, by author.

    Parameters
    ----------
    facts
        Of the report.
    compared
        Whether it has a chapter on the change since an earlier edition.
    """
    edition = facts.edition
    used: list[Any] = [edition.methods]
    works = {*literature.ALWAYS}
    if facts.audit is not None:
        works.update(literature.AUDITED)
        used.append(facts.audit.vary)
    if edition.potential:
        works.add(literature.POTENTIAL)
    if compared:
        works.add(literature.COMPARED)
    works.update(literature.OF_METHODS[kind] for kind in _kinds(used) if kind in literature.OF_METHODS)
    cited = _NO_CITATION.sub("", " ".join(i.source for i in edition.indicators.values()))
    works.update(work for citation, work in literature.OF_DEFINITIONS.items() if citation in cited)
    return tuple(sorted(works, key=facts.language.collate))


def _kinds(value: Any) -> Iterator[str]:
    """Kinds of all methods in settings."""
    if is_dataclass(value) and not isinstance(value, type):
        yield str(getattr(value, "kind", ""))
        if isinstance(value, Winsorise):
            yield value.then
        for field in fields(value):
            yield from _kinds(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for below in value.values():
            yield from _kinds(below)
    elif isinstance(value, tuple | list):
        for below in value:
            yield from _kinds(below)
