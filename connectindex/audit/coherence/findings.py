"""Findings: the verdict of a check in words, and the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from connectindex.model.words import Figure, Words, quoted

if TYPE_CHECKING:
    from connectindex.audit.coherence.limits import Limits
    from connectindex.audit.coherence.tables import Subject, Tables

PASS, REVIEW, FAIL = "pass", "review", "fail"


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


def number(value: float, limit: float | None = None) -> Figure:
    """Format a number with two decimals, or as many as distinguish it from its limit.

    Examples
    --------
    >>> number(0.5), number(0.9204, 0.92), number(-0.001)
    ('0.50', '0.9204', '0.00')
    """
    digits = 2
    while limit is not None and value != limit and digits < 6 and round(value, digits) == round(limit, digits):
        digits += 1
    return Figure(f"{round(value, digits) + 0.0:.{digits}f}")


def probability(p: float) -> Figure:
    """Format a probability as a sentence gives it.

    Examples
    --------
    >>> probability(0.00004), probability(0.0312)
    ('p < 0.001', 'p = 0.031')
    """
    return Figure("p < 0.001" if p < 0.001 else f"p = {p:.3f}")
