"""What can go wrong: a problem has a place, the rule it breaks and the value that broke it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN_CHARACTERS = 80
SHOWN_ROWS = 20
LIKENED = 5_000  # names that a word is held against


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One broken rule: ``place: rule, got value``.

    Parameters
    ----------
    place
        File, row and column, key of ``index.toml``, or unit and indicator.
    rule
        What must hold, as a statement.
    got
        The value found, shown in quotes where it is text. Empty where nothing can be shown.
    hint
        What is available, or what to do.

    Examples
    --------
    >>> print(Problem("links/air.csv row 3", "count must not be negative", "-1"))
    links/air.csv row 3: count must not be negative, got -1
    """

    place: str
    rule: str
    got: str = ""
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.place}: {self.rule}"
        if self.got:
            text += f", got {self.got}"
        text = f"{text}; {self.hint}" if self.hint else text
        # names of files and keys are anyone's text, and a terminal obeys some of it
        return "".join(c if c.isprintable() else "?" for c in text)


class ConnectIndexError(Exception):
    """Base of the errors a caller may want to catch."""


class InputError(ConnectIndexError):
    """The input breaks rules; `problems` holds every one of them.

    Examples
    --------
    >>> raise InputError([Problem("units.csv", "must not be empty")])
    Traceback (most recent call last):
    connectindex.errors.InputError: units.csv: must not be empty
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def shown(value: object) -> str:
    """A value as a problem shows it: text in quotes, shortened, nothing unprintable.

    Examples
    --------
    >>> shown("x" * 200) == "'" + "x" * 77 + "...'"
    True
    """
    try:
        text = repr(value) if isinstance(value, str) else str(value)
    except (RecursionError, ValueError):  # tables in tables in tables; a whole number of thousands of digits
        text = f"a {type(value).__name__} too large to be shown"
    if len(text) > SHOWN_CHARACTERS + 2:
        text = text[: SHOWN_CHARACTERS - 2] + "..." + text[-1]
    return "".join(c if c.isprintable() else "?" for c in text)


def limited(problems: list[Problem]) -> list[Problem]:
    """The first problems of one kind, and a line that counts the others."""
    if len(problems) <= SHOWN_ROWS:
        return problems
    rest = len(problems) - SHOWN_ROWS
    last = problems[SHOWN_ROWS]
    file = last.place.split(" row ", maxsplit=1)[0]
    return [*problems[:SHOWN_ROWS], Problem(file, f"{last.rule}: {rest:,} more rows break this rule")]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known words, or what there is.

    Examples
    --------
    >>> did_you_mean("populaton", ["population", "area"])
    "did you mean 'population'?"
    >>> did_you_mean("zzz", ["a", "b"])
    'known: a, b'
    """
    names = sorted({name for name in known if name})
    near = difflib.get_close_matches(word[:200], names[:LIKENED], n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    if not names:
        return ""
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return f"known: {', '.join(names[:8])}{more}"
