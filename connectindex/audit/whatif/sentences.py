"""Sentences on changed links: arithmetic with the index, each change with its interval, no forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from connectindex.assumptions.methods import VaryMethod
from connectindex.model.figures import Figure, change
from connectindex.model.words import Commas, Name, Words, phrase, phrase_n
from connectindex.model.words import sentences as joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame, Series

    from connectindex.audit.whatif.result import WhatIf

SHOWN = 3
MOST_DIGITS = 5


def points(value: float) -> Figure:
    """Format a change in points, with its sign; small ones with the digits that distinguish them from zero.

    Examples
    --------
    >>> str(points(0.214)), str(points(-0.003)), str(points(0.0))
    ('+0.21', '−0.003', '0.00')
    """
    return change(value, 2, MOST_DIGITS)


def not_read(mode: str) -> Words:
    """Explain that no indicator reads a mode."""
    return phrase("no indicator of this index uses {mode}", mode=Name(mode))


def counted_already(year: int, census: int, links: float) -> Words:
    """Explain that a link was operating and is in the records already."""
    return phrase(
        (
            "reported as operating in {year}; the {census} data contain links between the two ({links}), "
            "so that it is already counted"
        ),
        year=str(year),
        census=str(census),
        links=Figure(links),
    )


def why(of: WhatIf, name: str, reasons: Sequence[str], *, moved: bool) -> Words:
    """Explain why a project has no effect; or what to check, where it has one."""
    parts: list[str] = list(reasons)
    existing = of._existing_links(of.moves.table.loc[list(of.moves.projects[name])])  # noqa: SLF001 - its sentences
    if name in of.names and not moved and not parts:
        parts.append(phrase("no measured value of a ranked {one} changes"))
    if moved and existing:
        parts.append(
            phrase_n(
                "the data already contain such a link between its endpoints, which may be this one",
                "the data already contain {number} such links between its endpoints, of which this may be one",
                int(np.ceil(existing)),
            )
        )
    return Words("{reasons}", {"reasons": Commas(parts)})


def of_what_if(of: WhatIf) -> tuple[Words, ...]:
    """Write the sentences on all moves together, on each project, on those without effect, and on the method."""
    return (_together(of), *_projects(of), _silent(of), _nature(of))


def summary(of: WhatIf, shown: int = 10) -> list[str]:
    """Write lines for a terminal: the sentences, the first projects, and why the others have no effect."""
    table = of.projects
    moving = table[table["gain"].abs() > 0].head(shown)
    lines = [str(s) for s in of_what_if(of)]
    for _, row in moving.iterrows():
        beware = f" ({row['why']})" if row["why"] else ""
        gain = f"{points(row['gain'])} points{_interval(row['low'], row['high'])}, {row['places']:+.0f} ranks"
        lines.append(f"{row['rank']}. {row['project']} ({row['units']}): {gain}{beware}")
    still = table[~(table["gain"].abs() > 0)]
    for why_not, still_names in still.groupby("why", sort=False)["project"]:
        names = ", ".join(still_names.head(3)) + (f" and {len(still_names) - 3} more" if len(still_names) > 3 else "")
        lines.append(f"moves nothing: {names}: {why_not}")
    pairs = of.pairs[of.pairs["together"].astype(bool)].head(shown)
    for _, row in pairs.iterrows():
        lines.append(
            f"together: {row['project']} and {row['other']}: on {row['unit']} {row['joint']:+.2f} points and"
            f" {row['places_joint']:+.0f} ranks, {row['apart']:+.2f} and {row['places_apart']:+.0f} one by one"
        )
    return [printable(line) for line in lines]


def target_lines(unit: str, ranks: int, table: DataFrame, shown: int = 10) -> list[str]:
    """Write lines for a terminal: the cheapest moves, or the best one where none is enough."""
    head = f"{unit} gains {ranks} or more ranks by:"
    if not table["reached"].any():
        head = f"no one or two of the moves tried gain {unit} {ranks} ranks; the most:"
    lines = [
        f"{' + '.join(m for m in (row['first'], row['second']) if m)}: cost {row['cost']:g},"
        f" {row['change']:+.2f} points, rank {row['rank_before']} to {row['rank_after']}"
        for _, row in table.head(shown).iterrows()
    ]
    return [printable(line) for line in (head, *lines)]


def printable(text: str) -> str:
    """Remove characters that could control a terminal."""
    return "".join(c if c.isprintable() else "?" for c in text)


def _together(of: WhatIf) -> Words:
    table = of.table[of.table["before"].notna()]
    moved = table[table["change"].abs() >= of.tolerance]
    first = phrase_n(
        "All links together change the score of {number} of {of} {many}.",
        "All links together change the score of {number} of {of} {many}.",
        len(moved),
        of=len(table),
    )
    by_size = moved.reindex(moved["change"].abs().sort_values(ascending=False, kind="stable").index)
    most = tuple(_change(of, str(unit), row) for unit, row in by_size.head(SHOWN).iterrows())
    return joined(first, phrase("Largest changes: {changes}.", changes=Commas(most)) if most else "")


def _change(of: WhatIf, unit: str, row: Series) -> Words:
    return phrase(
        "{unit} {change} points{interval}, rank {before} to {after}",
        unit=of.measured.edition.units.names[unit],
        change=points(row["change"]),
        interval=_interval(row["low"], row["high"]),
        before=int(row["rank_before"]),
        after=int(row["rank_after"]),
    )


def _interval(low: float, high: float) -> Words | str:
    if np.isnan(low):
        return ""
    return phrase(" (90% interval {low} to {high})", low=points(low), high=points(high))


def _projects(of: WhatIf) -> list[Words]:
    table = of.projects[of.projects["gain"].abs() > 0].head(SHOWN)
    return [
        phrase(
            "“{project}” changes the scores at its endpoints by {gain} points in total{interval}.",
            project=Name(row["project"]),
            gain=points(row["gain"]),
            interval=_interval(row["low"], row["high"]),
        )
        for _, row in table.iterrows()
    ]


def _silent(of: WhatIf) -> Words:
    table = of.projects
    still = int((~(table["gain"].abs() > 0)).sum())
    return phrase_n(
        "Of {of} projects, {number} changes no score.",
        "Of {of} projects, {number} change no score.",
        still,
        of=len(table),
    )


def _nature(of: WhatIf) -> Words:
    arithmetic = phrase(
        "This is a mechanical calculation with the index of {year}: all else is unchanged. It is not a "
        "forecast of traffic, trade or cost.",
        year=str(of.base.year),
    )
    if of.question is None:
        return joined(arithmetic, phrase("No simulations were run: the uncertainty of the changes was not assessed."))
    scales = any(isinstance(v, VaryMethod) and v.step == "normalise" for v in of.question.vary)
    return joined(
        arithmetic,
        phrase("Draws on other scales are rescaled to the mean and spread of the published scores.") if scales else "",
        phrase(
            "Intervals come from {draws} draws of the assumptions, the same before and after; they do not cover "
            "uncertainty about the links themselves.",
            draws=Figure(of.question.draws),
        ),
    )
