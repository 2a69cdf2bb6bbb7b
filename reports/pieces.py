"""Pieces: pages drawn before, found again where nothing that they say has changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connectindex.cache import LOG, key
from connectindex.reports.environment import environment, rendered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from connectindex.reports.document import Document
    from connectindex.reports.environment import Medium


class Watched:
    """A document that notes which of its parts a template asks for.

    A template gives the same text as long as these parts are the same, whatever becomes of the others.
    """

    def __init__(self, document: Document) -> None:
        self.watched, self.asked_for = document, set[str]()

    def __getattr__(self, name: str) -> Any:  # asked only for what is not set above
        value = getattr(self.watched, name)
        self.asked_for.add(name)
        return value


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The page before or after one."""

    file: str
    name: str


def remembered(medium: Medium, template: str, contexts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Texts of a template as `rendered` gives them, those found that were drawn before.

    Parameters
    ----------
    medium, template, contexts
        As of `rendered`; each context has a ``document``.
    """
    if medium.cache.folder is None or medium.templates:
        LOG.debug("made %d of %s", len(contexts), template)
        yield from rendered(medium, template, contexts)
        return
    digests: dict[str, str] = {}
    around = key(template, *_medium_words(medium))
    loaded = environment(medium).get_template(template)
    made = 0
    for context in contexts:
        document = context["document"]
        name = key(around, *(f"{k} {v!r}" for k, v in sorted(context.items()) if k != "document"))
        text = _found(medium, name, document, digests)
        if text is None:
            watched = Watched(document)
            text = loaded.render(**{**context, "document": watched})
            asked = sorted(watched.asked_for)
            medium.cache.put("page-parts", name, json.dumps(asked).encode())
            medium.cache.put("page", _name(name, asked, document, digests), text.encode())
            made += 1
        yield text
    LOG.debug("made %d of %s", made, template)


def _found(medium: Medium, name: str, document: Document, digests: dict[str, str]) -> str | None:
    listed = medium.cache.get("page-parts", name)
    if listed is None:
        return None
    asked = json.loads(listed)
    if not all(hasattr(document, part) for part in asked):
        return None
    found = medium.cache.get("page", _name(name, asked, document, digests))
    return None if found is None else found.decode()


def _name(name: str, asked: Sequence[str], document: Document, digests: dict[str, str]) -> str:
    for part in asked:
        if part not in digests:
            digests[part] = key(repr(getattr(document, part)))
    return key(name, *(f"{part} {digests[part]}" for part in asked))


def _medium_words(medium: Medium) -> tuple[str, ...]:
    """What of a medium ends in a text: colours, addresses, fonts, and all words of its language."""
    spoken = medium.language
    return (
        repr((medium.printed, sorted(medium.colours.items()), medium.href, medium.family, medium.logo, spoken.tag)),
        repr(sorted(spoken.catalogue.messages.items())),
        repr(getattr(spoken.catalogue.form, "expression", "")),
    )
