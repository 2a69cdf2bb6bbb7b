"""Findings: the verdict of a check in words, and the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from connectindex.model.words import Words, quoted

if TYPE_CHECKING:
    from connectindex.audit.coherence.limits import Limits
    from connectindex.audit.coherence.tables import Subject, Tables

PASS, REVIEW, FAIL = "pass", "review", "fail"
NAMES = (
    "units",
    "constant",
    "redundant",
    "silent",
    "negative",
    "elsewhere",
    "importance",
    "added value",
    "complete",
    "reliability",
    "dimensions",
    "first component",
    "parallel analysis",
    "signs",
    "sampling adequacy",
    "independence",
    "collinear",
)
"""Of all checks."""


class Verdict(NamedTuple):
    """Verdict of one check: a row of the table of verdicts.

    Parameters
    ----------
    check
        What was looked at.
    node, subject
        Ids: the group, and the member, or the members joined by ", ", that the finding is about; empty: all.
    value, limit
        What was found and what it was held against.
    verdict
        ``pass``; ``look``: worth a second look, and a word in the report; ``fail``: to be mended.
    sentence, remedy
        For the reader, and for the author.
    """

    check: str
    node: str
    subject: str
    value: float
    limit: float
    verdict: str
    sentence: str
    remedy: str = ""

    @property
    def id(self) -> str:
        """Name the finding: check, node, and the members concerned; the same in every edition of an index.

        Examples
        --------
        >>> Verdict("added value", "energy", "", 0, 0, "pass", "").id
        'added-value:energy'
        >>> Verdict("redundant", "air", "routes, flights", 0, 0, "fail", "").id
        'redundant:air:routes+flights'
        """
        parts = (self.check.replace(" ", "-"), self.node, self.subject.replace(", ", "+"))
        return ":".join(part for part in parts if part)


class Case(NamedTuple):
    """Tables and limits that a check reads."""

    of: Subject
    tables: Tables
    limits: Limits

    def quoted(self, *keys: str) -> Words:
        """Quote names as a sentence lists them.

        Examples
        --------
        >>> from connectindex.model.tree import Node
        >>> from connectindex.audit.coherence.tables import Subject
        >>> Case(Subject(Node("index", "Index", 1, ()), None, None, {"a": "Air"}), None, None).quoted("a", "b")
        '“Air” and “b”'
        """
        return quoted(self.of.name(k) for k in keys)
