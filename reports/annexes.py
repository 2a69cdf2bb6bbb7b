"""Annexes of a document: steps of the method, indicators, sources, filled cells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the method, a subject of the reading guide or a term of the glossary, in words."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read the report, a step a subject; None where the report does not have it."""

    scores: Step
    ranks: Step
    colours: Step
    tiers: Step | None
    changes: Step | None
    maps: Step | None
    profiles: Step | None
    signs: Step
    flags: Step

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that the report has, in order."""
        steps = (
            self.scores, self.ranks, self.colours, self.tiers, self.changes, self.maps, self.profiles, self.signs,
            self.flags,
        )  # fmt: skip
        return tuple(step for step in steps if step is not None)


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A node or indicator in the table of weights."""

    name: str
    depth: int
    leaf: bool
    nominal: str
    within: str
    effective: str
    rule: str


@dataclass(frozen=True, slots=True)
class TreatmentRow:
    """What was done to the outliers of an indicator."""

    name: str
    action: str
    skewness: tuple[str, str]
    kurtosis: tuple[str, str]
    points: str


@dataclass(frozen=True, slots=True)
class MethodFormula:
    """The formula of a method, in LaTeX, and what its symbols mean."""

    title: str
    tex: str
    where: str


@dataclass(frozen=True, slots=True)
class Method:
    """The methodology annex; `notation` explains the symbols that the formulas share."""

    steps: tuple[Step, ...]
    tree: tuple[TreeRow, ...]
    treatment: tuple[TreatmentRow, ...]
    conventions: tuple[Step, ...]
    formulas: tuple[MethodFormula, ...] = ()
    notation: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """An indicator in the data annex."""

    id: str
    name: str
    place: str
    definition: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source in the data annex; `url` is safe to link to, or empty; the report does not rest on a `further` one."""

    number: int
    id: str
    title: str
    publisher: str
    url: str
    licence: str
    retrieved: str
    attribution: str = ""
    notes: str = ""
    further: bool = False

    @property
    def address(self) -> str:
        """The address as print gives it.

        Examples
        --------
        >>> SourceEntry(1, "a", "A", "", "https://example.org/data/", "", "").address
        'example.org/data'
        """
        return self.url.partition("://")[2].rstrip("/")


@dataclass(frozen=True, slots=True)
class FilledCell:
    """A cell that was filled by a rule."""

    name: str
    value: str
    rule: str


@dataclass(frozen=True, slots=True)
class FilledIndicator:
    """An indicator and its cells that were filled, by name."""

    name: str
    unit: str
    cells: tuple[FilledCell, ...]


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who made the edition, and how to contact them.

    Parameters
    ----------
    authors
        Family and given name; an institution has a family name alone.
    doi, isbn, url, contact
        As printed; empty where there is none. `contact`: an e-mail or a web address.
    """

    authors: tuple[tuple[str, str], ...] = ()
    doi: str = ""
    isbn: str = ""
    url: str = ""
    contact: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Authors as one reads their names.

        Examples
        --------
        >>> Imprint((("Ode", "Ann"), ("Bureau", ""))).names
        ('Ann Ode', 'Bureau')
        """
        return tuple(f"{given} {family}" if given else family for family, given in self.authors)

    @property
    def identifiers(self) -> tuple[tuple[str, str], ...]:
        """DOI, ISBN and address of the page, each as printed and with its address, if it has one.

        Examples
        --------
        >>> Imprint(doi="10.1234/a", isbn="978-0-306-40615-7").identifiers
        (('DOI 10.1234/a', 'https://doi.org/10.1234/a'), ('ISBN 978-0-306-40615-7', ''))
        """
        doi = (f"DOI {self.doi}", f"https://doi.org/{self.doi}")
        named = (doi if self.doi else None, (f"ISBN {self.isbn}", "") if self.isbn else None)
        return tuple(n for n in (*named, (self.url, self.url) if self.url else None) if n)


@dataclass(frozen=True, slots=True)
class AuthorText:
    """A text of the authors as safe markup; `title` is the node it is on, where that has no heading of its own."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file next to the page."""

    file: str
    text: str
