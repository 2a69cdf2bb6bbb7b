"""Provenance: source lines of figures and tables, from the ids of the sources behind their numbers."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from connectindex.model.tree import ROOT
from connectindex.reports.compose.facts import source_ids

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pandas import DataFrame

    from connectindex.gravity.spec import Gravity
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.language import Language

SHORTEST_RUN = 3  # of consecutive numbers that are printed as a range


def of_index(facts: Facts, node: str = ROOT, *, every_year: bool = False) -> frozenset[str]:
    """List the sources of the observed values below a node, in the year of the report or in every year."""
    by_indicator = facts.sources_of_every_year if every_year else facts.sources_of_year
    return frozenset[str]().union(*(by_indicator.get(leaf.id, ()) for leaf in facts.nodes[node].leaves()))


def of_links(facts: Facts, modes: Iterable[str]) -> frozenset[str]:
    """List the sources of the records of some types of link."""
    recorded = facts.result.network[facts.year].sources
    return frozenset(s for mode in modes for s in source_ids(recorded.get(mode, "")))


def of_variables(facts: Facts, variables: Iterable[str]) -> frozenset[str]:
    """List the sources of the values of some variables, as known in the year of the report."""
    return _of_columns(facts.snapshot.source, variables)


def of_model(facts: Facts, model: Gravity) -> frozenset[str]:
    """List the sources of the links and variables that a gravity model reads."""
    values = facts.result.network[facts.year].values
    return of_links(facts, model.modes) | _of_columns(values.source, model.variables)


def _of_columns(table: DataFrame, columns: Iterable[str]) -> frozenset[str]:
    return frozenset(s for c in columns if c in table.columns for cell in table[c].unique() for s in source_ids(cell))


def calculated(facts: Facts, ids: Collection[str]) -> str:
    """Name the sources that numbers were calculated from; empty where none is known."""
    if not ids:
        return ""
    return facts.language.plural(
        "Source: authors' calculations based on source {numbers}.",
        "Source: authors' calculations based on sources {numbers}.",
        len(ids),
        numbers=numbered(facts, ids),
    )


def simulated(facts: Facts, ids: Collection[str]) -> str:
    """Name the number of simulations that numbers were calculated from, and the sources of their data."""
    language, draws = facts.language, 0 if facts.audit is None else len(facts.audit.draws.computed)
    if not draws:
        return calculated(facts, ids)
    if not ids:
        return language("Source: authors' calculations based on {draws} simulations.", draws=language.decimal(draws, 0))
    return language.plural(
        "Source: authors' calculations based on {draws} simulations and source {numbers}.",
        "Source: authors' calculations based on {draws} simulations and sources {numbers}.",
        len(ids),
        draws=language.decimal(draws, 0),
        numbers=numbered(facts, ids),
    )


def hypothetical(facts: Facts, ids: Collection[str]) -> str:
    """Name hypothetical links beside the sources of the recorded ones."""
    if not ids:
        return facts.language("Source: authors' calculations based on the hypothetical links named in the text.")
    return facts.language.plural(
        "Source: authors' calculations based on hypothetical links and source {numbers}.",
        "Source: authors' calculations based on hypothetical links and sources {numbers}.",
        len(ids),
        numbers=numbered(facts, ids),
    )


def given(language: Language, text: str) -> str:
    """Print a source that the authors state; empty where they state none."""
    return language("Source: {text}.", text=text.strip().rstrip(".")) if text.strip() else ""


def numbered(facts: Facts, ids: Collection[str]) -> str:
    """Print sources as the numbers of the table of sources, consecutive ones as ranges."""
    return facts.language.commas(ranges(sorted(facts.source_numbers[s] for s in ids)))


def ranges(numbers: Iterable[int]) -> list[str]:
    """Join consecutive numbers of three or more to ranges.

    Examples
    --------
    >>> ranges([1, 3, 4, 7, 8, 9, 10])
    ['1', '3', '4', '7–10']
    """
    joined: list[str] = []
    for _, run in itertools.groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        consecutive = [number for _, number in run]
        joined += [f"{consecutive[0]}–{consecutive[-1]}"] if len(consecutive) >= SHORTEST_RUN else map(str, consecutive)
    return joined
