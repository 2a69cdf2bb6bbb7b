"""Check that the variables in values/ and the modes of links that indicators need are in the edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from connectindex.edition.tables import to_year
from connectindex.errors import Problem, did_you_mean
from connectindex.filenames import FILE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from pandas import DataFrame

    from connectindex.model.indicator import Indicator


def need_problems(
    used: Iterable[Indicator],
    modes: Collection[str],
    text: Mapping[str, DataFrame],
    elsewhere: Collection[str],
    years: Sequence[int],
    linked: Mapping[str, Collection[str]],
) -> list[Problem]:
    """List indicators whose links or variables are not in the edition, or only in years after the index.

    Parameters
    ----------
    used
        Indicators of the tree.
    modes
        Ids of the kinds of links.
    text
        Tables as they are in the files: values, links, members.
    elsewhere
        Modes of which stores hold records.
    years
        Of the index.
    linked
        What the edition's own indicators read by a verb on links, by the indicator's id.
    """
    variables = set(text["values"].get("variable", ())) - {""}
    first, last = _first_years(text), years[-1]
    problems = []
    for indicator in used:
        place = f"{FILE} indicator {indicator.id}"
        for need in indicator.needs:
            if need in modes and need not in elsewhere and need not in first:
                problems.append(Problem(place, f"needs links of the mode {need!r}", "no record in links/"))
            elif need in modes and need not in elsewhere and first[need] > last:
                # a census of later years is none of this one: no record would be taken for no link
                rule = f"needs links of the mode {need!r} recorded in {last} or before"
                problems.append(Problem(place, rule, f"records from {first[need]:.0f} on"))
            elif need not in modes and need in linked.get(indicator.id, ()) and need in variables:
                problems.append(Problem(f"{place} links", "must be a mode", repr(need), did_you_mean(need, modes)))
            elif need not in modes and need not in variables:
                known = {*variables, *modes}
                problems.append(Problem(place, f"needs {need!r} in values/ or links/", "", did_you_mean(need, known)))
        problems += [
            Problem(place, f"needs {need!r} in values/", "", did_you_mean(need, variables))
            for need in (*indicator.of_partners, *indicator.variables)
            if need not in variables
        ]
        if indicator.since is not None:
            problems += _change_problems(indicator, indicator.since, text, elsewhere, years)
    return problems


def _change_problems(
    indicator: Indicator, since: int, text: Mapping[str, DataFrame], elsewhere: Collection[str], years: Sequence[int]
) -> Iterator[Problem]:
    """List why records cannot tell a change: what one source sees now and another one saw then is none."""
    place = f"{FILE} [indicators.{indicator.id}] since"
    if since >= years[0]:
        yield Problem(place, f"must lie before {years[0]}, the first year of the index", str(since))
        return
    both = pd.concat([text[kind].reindex(columns=["mode", "source", "year"]) for kind in ("links", "members")])
    both = both.astype(object).fillna("").assign(year=to_year(both["year"].astype(object).fillna("").astype(str)))
    for mode in (m for m in indicator.needs if m not in elsewhere):
        records = both[(both["mode"] == mode) & (both["year"] <= years[-1])]
        for source, recorded in records.groupby("source")["year"]:
            if recorded.min() <= since < recorded.max():
                continue
            rule = f"needs records of {mode!r} by each source in {since} or before, and later ones"
            listed = ", ".join(f"{year:.0f}" for year in sorted(recorded.unique()))
            yield Problem(place, rule, f"{source or 'records without a source'}: {listed}")


def _first_years(text: Mapping[str, DataFrame]) -> dict[str, float]:
    """Return the year of the first record of each mode; missing where no record has a valid year."""
    both = pd.concat([text[kind].reindex(columns=["mode", "year"]) for kind in ("links", "members")])
    years = to_year(both["year"].astype(object).fillna("").astype(str))
    return {str(mode): float(year) for mode, year in years.groupby(both["mode"].to_numpy()).min().items()}
