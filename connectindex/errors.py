"""Errors: a problem has a place, the rule that is broken and the value that broke it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from numbers import Integral
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SHOWN_CHARACTERS = 80
LONGEST = 200  # characters of a place or a value
LONGEST_RULE = 500  # of a rule or a hint, which may list what there is
SHOWN_ROWS = 20
MOST_CHARACTERS = 16_000  # of all problems of a command: nobody reads more
LIKENED = 5_000  # names that a word is held against


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Describe one broken rule: ``place: rule, got value``.

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
    count
        How many rows break the rule with this value; `place` is the first of them.

    Examples
    --------
    >>> print(Problem("links/air.csv row 3", "count must not be negative", "-1"))
    links/air.csv row 3: count must not be negative, got -1
    >>> print(Problem("values/a.csv row 2", "must be in sources.csv", "'wdi'", count=72))
    values/a.csv row 2: must be in sources.csv, got 'wdi' (72 rows, this is the first)
    """

    place: str
    rule: str
    got: str = ""
    hint: str = ""
    count: int = 1

    def __str__(self) -> str:
        text = f"{cut(self.place, LONGEST)}: {cut(self.rule, LONGEST_RULE)}"
        if self.got:
            text += f", got {cut(self.got, LONGEST)}"
        if self.count > 1:
            text += f" ({self.count:,} rows, this is the first)"
        text = f"{text}; {cut(self.hint, LONGEST_RULE)}" if self.hint else text
        return printable(text)  # names of files and keys are anyone's text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({cut(str(self), LONGEST + LONGEST // 2)!r})"


class ConnectIndexError(Exception):
    """Base class of the errors of this package."""


class InputError(ConnectIndexError):
    """Input that breaks rules: `problems` lists every broken rule, `warnings` further remarks.

    Examples
    --------
    >>> raise InputError([Problem("units.csv", "must not be empty")])
    Traceback (most recent call last):
    connectindex.errors.InputError: units.csv: must not be empty
    """

    def __init__(self, problems: Iterable[Problem], warnings: Iterable[Problem] = ()) -> None:
        self.problems = tuple(problems)
        self.warnings = tuple(warnings)
        super().__init__("\n".join(lines(self.problems)))


def lines(problems: Sequence[Problem], before: str = "") -> Iterator[str]:
    """Write one line for each problem, up to a limit; then the number of the others.

    Parameters
    ----------
    problems
        Of all kinds.
    before
        What each line begins with.

    Examples
    --------
    >>> list(lines([Problem("units.csv", "must be there")], "warning: "))
    ['warning: units.csv: must be there']
    """
    length = 0
    for number, problem in enumerate(problems):
        line = f"{before}{problem}"
        length += len(line)
        if length > MOST_CHARACTERS:
            yield f"{before}and {len(problems) - number:,} more"
            return
        yield line


def printable(text: str) -> str:
    """Replace characters of a text that control a terminal, or that it cannot show."""
    return "".join(c if c.isprintable() else "?" for c in text)


def cut(text: str, longest: int) -> str:
    """Shorten a long text in its middle.

    Examples
    --------
    >>> cut("abcdefghij", 7)
    'ab...ij'
    """
    if len(text) <= longest:
        return text
    half = (longest - 3) // 2
    return f"{text[:half]}...{text[-half:]}"


def shown(value: object) -> str:
    """Write a value as in a problem: text in quotes, shortened, all characters printable.

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
    return printable(text)


def limited(problems: Iterable[Problem]) -> list[Problem]:
    """Shorten problems of one kind: rows with the same value are one, with their count; after some, count the rest.

    Problems that name no row are not merged: their places tell units or indicators.

    Examples
    --------
    >>> rows = [Problem(f"a.csv row {n}, column source", "must be in sources.csv", "'x'") for n in (2, 3)]
    >>> [str(p) for p in limited(rows)]
    ["a.csv row 2, column source: must be in sources.csv, got 'x' (2 rows, this is the first)"]
    """
    kept: dict[object, Problem] = {}
    last, rest = None, 0
    for problem in problems:
        _, row, cell = problem.place.partition(" row ")
        key = (cell.partition(",")[2], problem.rule, problem.got) if row else problem
        if key in kept:
            kept[key] = replace(kept[key], count=kept[key].count + problem.count)
        elif len(kept) < SHOWN_ROWS:
            kept[key] = problem
        else:
            last, rest = last or problem, rest + problem.count
    if last is None:
        return list(kept.values())
    file = last.place.partition(" row ")[0]
    return [*kept.values(), Problem(file, f"{last.rule}: {rest:,} more rows break this rule")]


def unknown(what: str, name: object, known: Iterable[str]) -> KeyError:
    """Return the error for a name that is not known, with the nearest known ones.

    Examples
    --------
    >>> unknown("step", "measure", ["measured", "imputed"]).args[0]
    "no step 'measure'; did you mean 'measured'?"
    """
    return KeyError(f"no {what} {shown(name)}; {did_you_mean(str(name), known)}".rstrip("; "))


def require_kind(place: str, value: object, kind: type | tuple[type, ...], wanted: str, hint: str = "") -> None:
    """Check the kind of an argument.

    Parameters
    ----------
    place
        Function and argument.
    wanted
        The kind in words, such as "a Result".

    Raises
    ------
    InputError
        It is of another kind, which is named.

    Examples
    --------
    >>> require_kind("build edition", 3, str, "a text")
    Traceback (most recent call last):
    connectindex.errors.InputError: build edition: must be a text, got 3 (int)
    """
    if not isinstance(value, kind):
        got = (
            f"{shown(value)} ({type(value).__name__})" if isinstance(value, str | int | float) else type(value).__name__
        )
        raise InputError([Problem(place, f"must be {wanted}", got, hint)])


def require_whole(place: str, value: object, least: int = 0) -> None:
    """Check that an argument is a whole number, `least` or more.

    Raises
    ------
    InputError
        It is not.

    Examples
    --------
    >>> require_whole("robustness workers", "two", 1)
    Traceback (most recent call last):
    connectindex.errors.InputError: robustness workers: must be a whole number, 1 or more, got 'two'
    """
    if not isinstance(value, Integral) or int(value) < least:
        raise InputError([Problem(place, f"must be a whole number, {least} or more", shown(value))])


def require_among(place: str, value: object, known: Iterable[str]) -> None:
    """Check that an argument is one of some words.

    Raises
    ------
    InputError
        It is not; the nearest word is named.

    Examples
    --------
    >>> require_among("coherence kind", "spearmann", ["pearson", "spearman"])
    Traceback (most recent call last):
    connectindex.errors.InputError: coherence kind: is not known, got 'spearmann'; did you mean 'spearman'?
    """
    words = list(known)
    if not isinstance(value, str) or value not in words:
        raise InputError([Problem(place, "is not known", shown(value), did_you_mean(str(value), words))])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known words, or list what there is.

    Examples
    --------
    >>> did_you_mean("populaton", ["population", "area"])
    "did you mean 'population'?"
    >>> did_you_mean("zzz", ["a", "b"])
    'known: a, b'
    """
    names = sorted({name for name in known if name})
    near = difflib.get_close_matches(word[:LONGEST], names[:LIKENED], n=1, cutoff=0.6)
    if near:
        return f"did you mean {shown(near[0])}?"
    if not names:
        return ""
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return f"known: {', '.join(cut(name, SHOWN_CHARACTERS) for name in names[:8])}{more}"
