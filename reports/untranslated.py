"""What an edition says in its own language alone, and a report in another language prints as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from connectindex.edition.languages import nearest_language
from connectindex.edition.texts import path_of
from connectindex.errors import Problem
from connectindex.model.units import NO, YES
from connectindex.reports.language import Language, language
from connectindex.reports.names import of_edition
from connectindex.reports.sentences import label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectindex.edition.model import Edition

SHOWN = 3  # words that a warning names


class _Recorded(dict[str, str]):
    """Names of a catalogue, with those that were looked up in vain."""

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__(known)
        self.lacking: dict[str, None] = {}

    def get(self, text: str, default: str = "") -> str:  # type: ignore[override]
        if text not in self and any(sign.isalpha() for sign in text):
            self.lacking[text] = None
        return super().get(text, default)


def untranslated(edition: Edition, tag: str) -> Iterator[Problem]:
    """List warnings of what an edition does not say in a language; its own texts are in its own.

    Parameters
    ----------
    edition
        As it was read, with its own language.
    tag
        Of a report.
    """
    if nearest_language(tag, [edition.about.language]):
        return
    for name in edition.texts.lacking(tag):
        rule = f"has no version in {tag!r}, and is printed as it is"
        yield Problem(path_of(name, ""), rule, "", f"write {path_of(name, tag)}")
    words = words_lacking(edition, language(tag, edition.folder))
    if words:
        shown = ", ".join(map(repr, words[:SHOWN])) + (f" and {len(words) - SHOWN:,} others" if words[SHOWN:] else "")
        hint = 'add them with msgctxt "name"'
        yield Problem(
            f"locale/{tag}.po", f"has no entry for words of the edition, printed as they are: {shown}", "", hint
        )


def words_lacking(edition: Edition, spoken: Language) -> list[str]:
    """List names, definitions and notes of an edition that a language has no words for; of units only their groups."""
    recorded = _Recorded(dict(spoken.catalogue.names))
    asked = replace(spoken, catalogue=replace(spoken.catalogue, names=recorded))
    of_edition(edition, asked)
    for column in edition.report.groups:
        for text in edition.ends.table[column].dropna().unique():
            if text not in (YES, NO):
                label(asked, column, str(text))
    return list(recorded.lacking)
