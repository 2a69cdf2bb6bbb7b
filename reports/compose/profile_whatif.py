"""Links as they might be, in a profile: what becomes of its score and rank, and what each project at its ends adds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from connectindex.reports.chapters import Part
from connectindex.reports.compose import whatif
from connectindex.reports.document import MISSING_TEXT, AuditTable, number_columns, text_columns

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from connectindex.audit.whatif import WhatIf
    from connectindex.reports.compose.facts import Facts

MOST_PROJECTS = 8


@dataclass(frozen=True, eq=False)
class UnitChanges:
    """A what-if by unit, as the profiles print it."""

    facts: Facts
    what_if: WhatIf

    @cached_property
    def ends(self) -> dict[str, tuple[str, ...]]:
        """Codes of the units at the ends of each project."""
        table = self.what_if.projects
        return {
            str(p): tuple(filter(None, codes.split("; ")))
            for p, codes in zip(table["project"], table["units"], strict=True)
        }

    @cached_property
    def beware(self) -> dict[str, str]:
        """Of each project that moves a score, what to beware of."""
        moving = whatif.moving(self.what_if)
        return {str(row["project"]): whatif.why(self.facts, self.what_if, row) for _, row in moving.iterrows()}

    @cached_property
    def silent(self) -> tuple[str, ...]:
        """Projects that move no score, in the order of the chapter."""
        return tuple(str(p) for p in self.what_if.projects["project"] if str(p) not in self.beware)

    @cached_property
    def effects(self) -> DataFrame:
        """Each project that moves a score, on each unit at its ends; the largest change first."""
        table = self.what_if.effects
        table = table[table["project"].isin(list(self.beware))]
        return table.assign(size=table["change"].abs()).sort_values("size", ascending=False, kind="stable")

    @cached_property
    def known(self) -> frozenset[str]:
        """Units that are ranked as it is."""
        table = self.what_if.table
        return frozenset(map(str, table.index[table["rank_before"].notna()]))

    def touched(self, unit: str) -> bool:
        """Whether a score or rank moves, or a project ends here."""
        row = self.what_if.table.loc[unit]
        moved = abs(float(row["change"])) >= self.what_if.tolerance or row["rank_before"] != row["rank_after"]
        return bool(moved) or any(unit in codes for codes in self.ends.values())


def of_unit(changes: UnitChanges, unit: str) -> Part | None:
    """What the links would do to a unit; None where they do not touch it, or it is not ranked without them."""
    return block(changes, unit) if unit in changes.known and changes.touched(unit) else None


def block(changes: UnitChanges, unit: str) -> Part:
    """What all links together do to a unit, and each project at its ends alone.

    Verdicts are those of the chapter: an arrow only where the 90 % interval does not hold zero.
    """
    facts, what_if = changes.facts, changes.what_if
    row = what_if.table.loc[unit]
    moved = abs(float(row["change"])) >= what_if.tolerance
    is_at_an_end = any(unit in codes for codes in changes.ends.values())
    others = facts.language(
        "None of these links ends here; the score changes because it is relative to those of others."
    )
    first = facts.language.together(
        _score(facts, what_if, row),
        others if moved and not is_at_an_end else "",
        _rank(facts, what_if, row),
        _nature(facts, what_if),
    )
    return Part(facts.language("What if"), (first, *_silent(changes, unit)), _table(changes, unit))


def _score(facts: Facts, what_if: WhatIf, row: Series) -> str:
    language, chapter, still = facts.language, facts.language("What if"), abs(float(row["change"])) < what_if.tolerance
    if still and (what_if.question is None or str(row["verdict"]) == "unchanged"):
        return language("All links of the chapter “{chapter}” together leave the score unchanged.", chapter=chapter)
    if still:
        return language(
            "All links of the chapter “{chapter}” together leave the score unchanged; over the simulations they "
            "change it by {interval} points (90% interval).",
            chapter=chapter,
            interval=whatif.interval(facts, row),
        )
    values = {
        "chapter": chapter,
        "before": facts.axis.text(float(row["before"])),
        "after": facts.axis.text(float(row["after"])),
        "change": whatif.points(facts, float(row["change"])),
    }
    if what_if.question is None:
        return language(
            "With all links of the chapter “{chapter}” together the score moves from {before} to {after} "
            "({change} points).",
            **values,
        )
    values["interval"] = whatif.interval(facts, row)
    if str(row["verdict"]) in ("rose", "fell"):
        return language(
            "With all links of the chapter “{chapter}” together the score moves from {before} to {after} "
            "({change} points, 90% interval {interval}): the change is significant.",
            **values,
        )
    return language(
        "With all links of the chapter “{chapter}” together the score moves from {before} to {after} "
        "({change} points, 90% interval {interval}): the change is not significant.",
        **values,
    )


def _rank(facts: Facts, what_if: WhatIf, row: Series) -> str:
    language, before, after = facts.language, int(row["rank_before"]), int(row["rank_after"])
    unchanged = language("The rank remains {rank}.", rank=before)
    if before != after:
        unchanged = language("The rank changes from {before} to {after}.", before=before, after=after)
    if what_if.question is None:
        return unchanged
    low, high = math.floor(row["places_low"]), math.ceil(row["places_high"])
    if low == high == before - after:
        return unchanged
    ends = (whatif.places(low), whatif.places(high))
    return language.together(
        unchanged, language("Places gained, 90% interval: {low} to {high}.", low=ends[0], high=ends[1])
    )


def _silent(changes: UnitChanges, unit: str) -> list[str]:
    language = changes.facts.language
    silent_projects = [whatif.project(changes.facts, p) for p in changes.silent if unit in changes.ends[p]]
    if not silent_projects:
        return []
    names, more = language.commas(silent_projects[: whatif.MOST_NAMES]), len(silent_projects) - whatif.MOST_NAMES
    return [
        language.plural(
            "No score changes through {number} project that ends here: {names}. The chapter “{chapter}” says why.",
            "No score changes through {number} projects that end here: {names}. The chapter “{chapter}” says why.",
            len(silent_projects),
            names=names if more <= 0 else language("{names} and {more} more", names=names, more=more),
            chapter=language("What if"),
        )
    ]


def _nature(facts: Facts, what_if: WhatIf) -> str:
    mechanical = facts.language("The calculation is mechanical and not a forecast.")
    if what_if.question is not None:
        return mechanical
    return facts.language.together(
        mechanical, facts.language("No simulations were run: the uncertainty of the changes was not assessed.")
    )


def _table(changes: UnitChanges, unit: str) -> AuditTable | None:
    """Each project alone, on this unit."""
    facts, what_if = changes.facts, changes.what_if
    effects = changes.effects[changes.effects["unit"] == unit]
    if effects.empty:
        return None
    language, drawn, shown = facts.language, what_if.question is not None, effects.head(MOST_PROJECTS)
    cautious = any(changes.beware[str(p)] for p in shown["project"])
    caution = (language("Limitations"),) if cautious else ()
    ends = (language("90% interval"),) if drawn else ()
    columns = text_columns(language("Project"), language("Other endpoints"), *caution) + number_columns(
        language("Change"), *ends, language("Rank")
    )
    rows = tuple(_row(changes, unit, row, cautious=cautious) for _, row in shown.iterrows())
    note = language("Effect of each project on its own on the score of this profile.")
    if len(effects) > len(shown):
        note = language.together(
            note, language("Largest differences first: {shown} of {total}.", shown=len(shown), total=len(effects))
        )
    return AuditTable(language("What if"), language.together(note, whatif.reading(facts, what_if)), columns, rows)


def _row(changes: UnitChanges, unit: str, row: Series, *, cautious: bool) -> tuple[str, ...]:
    facts, project = changes.facts, str(row["project"])
    others = "; ".join(c for c in changes.ends[project] if c != unit)
    return (
        whatif.project(facts, project),
        whatif.names(facts, others) or MISSING_TEXT,
        *((changes.beware[project],) if cautious else ()),
        whatif.signed(facts, row, "change"),
        *((whatif.interval(facts, row),) if changes.what_if.question is not None else ()),
        " → ".join(str(int(row[c])) for c in ("rank_before", "rank_after")),
    )
