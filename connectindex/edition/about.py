"""About an edition: title, years and imprint, parsed from ``[index]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.edition.imprint import author, bare_doi, imprint_problems
from connectindex.edition.model import About
from connectindex.edition.settings import ages_all
from connectindex.errors import Problem, shown
from connectindex.filenames import FILE

if TYPE_CHECKING:
    from connectindex.edition.settings import File


def parsed_about(sections: File) -> tuple[About, list[Problem]]:
    """Parse ``[index]``, and list what is wrong with its years and its imprint."""
    index = sections.index
    problems = []
    if (index.year is None) == (index.years is None):
        problems.append(Problem(f"{FILE} [index]", "must have either year or years"))
    years = tuple(index.years or [index.year or 0])
    if len(set(years)) < len(years) or list(years) != sorted(years):
        problems.append(Problem(f"{FILE} [index] years", "must be different years in order", shown(list(years))))
    problems += imprint_problems(index.authors, index.doi, index.isbn, index.url, index.contact)
    fields = index.model_dump(exclude={"year", "years", "python", "max_age", "priority", "pairs", "authors", "doi"})
    age = None if ages_all(index.max_age) else index.max_age
    authors = tuple(map(author, index.authors))
    return About(years=years, max_age=age, authors=authors, doi=bare_doi(index.doi), **fields), problems
