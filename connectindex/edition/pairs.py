"""[index] pairs of index.toml: the units of an edition become pairs of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from connectindex.errors import Problem, did_you_mean, shown
from connectindex.filenames import FILE
from connectindex.indicators import CATALOGUE
from connectindex.indicators.measures import MEASURES
from connectindex.model.pairs import ALL, OF, PARTNER, Pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from connectindex.edition.model import Edition
    from connectindex.edition.settings import File, IndicatorSection
    from connectindex.model.indicator import Indicator

MOST_PAIRS = 1_000_000
COUNTS = ", ".join(name for name, indicator in CATALOGUE.items() if indicator.counts is not None)
OF_PAIRS = ", ".join(name for name, measure in MEASURES.items() if measure.of_pairs)
WITHOUT = "has no meaning in an index of pairs"


def pair_problems(sections: File, used: Mapping[str, Indicator], codes: Sequence[str]) -> list[Problem]:
    """List what is wrong with an index of pairs, and settings that only have a meaning in one.

    Parameters
    ----------
    sections
        Of index.toml.
    used
        Indicators of the tree, by id.
    codes
        Those of units.csv.
    """
    hub = sections.index.pairs
    if hub is None:
        rule = "is for an index of pairs: [index] pairs"
        return [Problem(_place(k, "of"), rule, shown(s.of)) for k, s in sections.indicators.items() if s.of is not None]
    problems = []
    number = len(codes) * (len(codes) - 1) // 2
    if hub != ALL and hub not in codes:
        hint = did_you_mean(hub, [*codes, ALL])
        problems.append(Problem(f"{FILE} [index] pairs", "must be a code of units.csv, or all", shown(hub), hint))
    elif hub == ALL and number > MOST_PAIRS:
        problems.append(Problem(f"{FILE} [index] pairs", f"must make {MOST_PAIRS:,} pairs or fewer", f"{number:,}"))
    elif hub == ALL and (alike := _alike(codes)):
        problems.append(Problem("units.csv", "the codes of two pairs must not read alike", shown(alike)))
    for name, indicator in used.items():
        problems += _indicator_problems(name, indicator, sections.indicators.get(name), hub)
    return problems


def _alike(codes: Sequence[str]) -> str:
    """Return a code that two pairs would have, as A and B-C, A-B and C; empty where there is none."""
    if not any("-" in code for code in codes):
        return ""
    counts = Counter(f"{a}-{b}" for a, b in combinations(dict.fromkeys(codes), 2))
    return next((code for code, n in counts.items() if n > 1), "")


def _place(indicator: str, key: str) -> str:
    return f"{FILE} [indicators.{indicator}] {key}"


def _indicator_problems(
    name: str, indicator: Indicator, section: IndicatorSection | None, hub: str
) -> Iterable[Problem]:
    if name in CATALOGUE:
        yield from _catalogue_problems(name, indicator, section)
        return
    if section is None:  # of the edition's Python file, which is given the pairs
        return
    measure = section.measure or "count"
    if section.links and measure in MEASURES and not MEASURES[measure].of_pairs:
        yield Problem(_place(name, "measure"), f"must be one of {OF_PAIRS} in an index of pairs", shown(measure))
    for key in ("within", "with_"):
        if getattr(section, key) is not None:
            yield Problem(_place(name, key.strip("_")), WITHOUT)
    if indicator.variables and section.of is None:
        rule = f"must say how {' and '.join(map(shown, indicator.variables))} of two units is brought to the pair"
        yield Problem(_place(name, "of"), rule, "", f"one of {', '.join(OF)}")
    elif not indicator.variables and section.of is not None:
        yield Problem(_place(name, "of"), "is for an indicator that reads a variable", shown(section.of))
    elif section.of == PARTNER and hub == ALL:
        yield Problem(_place(name, "of"), "'partner' needs a hub: pairs = \"CODE\"", shown(section.of))


def _catalogue_problems(name: str, indicator: Indicator, section: IndicatorSection | None) -> Iterable[Problem]:
    """List why an indicator of the catalogue says nothing of a pair: those that count links do."""
    how = None if section is None else section.of
    if indicator.counts is None:
        if indicator.variable:
            hint = f'define one with variable = "{indicator.variable}" and of'
        elif "gdp" in indicator.needs:  # its expected links come from a gravity model
            hint = 'define one with potential = "ID", the ID of a section [potential.ID]'
        else:
            hint = f"those that count links can be used ({COUNTS}), or define one with links ({OF_PAIRS})"
        yield Problem(f"{FILE} [tree] {name}", f"this indicator of the catalogue {WITHOUT}", "", hint)
    elif indicator.per and how is None:
        rule = f"must say how {shown(indicator.per)} of two units is brought to the pair"
        yield Problem(_place(name, "of"), rule, "", f"one of {', '.join(OF)}")
    elif how is not None and not indicator.per:
        yield Problem(_place(name, "of"), "is for an indicator that reads a variable", shown(how))


def of_pairs(edition: Edition, hub: str | None, sections: Mapping[str, IndicatorSection]) -> Edition:
    """Make an edition of pairs, where it is to be one: its units are pairs, its indicators read variables of pairs.

    Parameters
    ----------
    edition
        Of the units that the pairs join.
    hub
        As ``[index] pairs`` says: a code, or ``all``; None: the edition stays as it is.
    sections
        ``[indicators]``, whose ``of`` says how a variable of two units is combined for the pair.
    """
    if hub is None:
        return edition
    values: dict[str, tuple[str, str]] = {}
    indicators = {}
    for name, indicator in edition.indicators.items():
        how = sections[name].of if name in sections else None
        if how is not None:
            renamed = {v: f"{v} ({how})" for v in indicator.variables}
            values |= {new: (old, how) for old, new in renamed.items()}
            variable, per = (renamed.get(v) if v else None for v in (indicator.variable, indicator.per))
            indicator = replace(indicator, variable=variable, per=per)  # noqa: PLW2901 - the same one, of pairs
        indicators[name] = indicator
    pairs = Pairs(edition.units, "" if hub == ALL else hub, values)
    return replace(edition, units=pairs.units, indicators=indicators, pairs=pairs)
