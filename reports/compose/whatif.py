"""The chapter on links as they might be: projects ranked, those that move nothing and why, in words of arithmetic."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from connectindex.audit.whatif import sentences
from connectindex.errors import InputError, Problem
from connectindex.reports import safe
from connectindex.reports.chapters import Chapter, Part
from connectindex.reports.compose import provenance
from connectindex.reports.compose.changes import SIGNS
from connectindex.reports.document import MISSING_TEXT, AuditTable, number_columns, text_columns

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from connectindex.audit.whatif import WhatIf
    from connectindex.pipeline.result import Result
    from connectindex.reports.compose.facts import Facts

MOST_ROWS, MOST_NAMES = 15, 10


def require_of(what_if: WhatIf, result: Result) -> None:
    """Refuse a what-if of another edition than the report's.

    Raises
    ------
    InputError
        The edition, its inputs or its method are not those of the result.
    """
    edition, edition_of_report = what_if.measured.edition, result.edition
    if edition is not edition_of_report and (edition.inputs, edition.about.years, edition.tree, edition.methods) != (
        edition_of_report.inputs, edition_of_report.about.years, edition_of_report.tree, edition_of_report.methods,
    ):  # fmt: skip
        raise InputError([Problem("what_if", "must be asked of this edition")])


def chapter(facts: Facts, what_if: WhatIf) -> Chapter:
    """What links opened, closed, added or changed would do to scores and ranks, all else as it is."""
    language = facts.language
    lead = language(
        "Scores and ranks recalculated with hypothetical links in place of the recorded ones, all else "
        "unchanged. The calculation is mechanical and not a forecast."
    )
    parts = (
        Part(language("Summary"), tuple(safe.paragraph(language.translated(s)) for s in what_if.sentences)),
        _projects(facts, what_if),
        _units(facts, what_if),
        _silent(facts, what_if),
        _pairs(facts, what_if),
    )
    based_on = provenance.hypothetical(facts, provenance.of_index(facts))
    return Chapter(lead, tuple(p for p in parts if p is not None), based_on)


def points(facts: Facts, value: float) -> str:
    """A change in points with its sign; one that is not zero has the digits that tell it from zero."""
    if math.isnan(value):
        return MISSING_TEXT
    return facts.language.part(sentences.points(value))


def places(value: float) -> str:
    """Ranks gained, with their sign."""
    return MISSING_TEXT if math.isnan(value) else f"{value:+.0f}" if value else "0"


def interval(facts: Facts, row: Series) -> str:
    """Ends of the 90 % interval of a change."""
    if math.isnan(float(row["low"])):
        return MISSING_TEXT
    return " … ".join(points(facts, float(row[c])) for c in ("low", "high"))


def signed(facts: Facts, row: Series, column: str) -> str:
    """A change with an arrow where it is significant, ≈ where it is not."""
    return f"{SIGNS.get(str(row['verdict']), '')} {points(facts, float(row[column]))}".strip()


def project(facts: Facts, name: object) -> str:
    """What a project is called in the language of the report."""
    return safe.clean(facts.language.name(str(name)))


def names(facts: Facts, codes: str) -> str:
    """Names of units whose codes are joined by "; "."""
    known = facts.edition.units.names
    return facts.language.commas(safe.clean(known.get(code, code)) for code in codes.split("; ") if code)


def moving(what_if: WhatIf) -> DataFrame:
    """The projects that move the score of a unit at their ends."""
    return what_if.projects[what_if.projects["gain"].abs() > 0]


def reading(facts: Facts, what_if: WhatIf) -> str:
    """What the signs before changes say; nothing without draws."""
    if what_if.question is None:
        return ""
    return facts.language(
        "Arrows: the change is significant by the 90% interval over the simulations; ≈: not significant."
    )


def _projects(facts: Facts, what_if: WhatIf) -> Part | None:
    table = moving(what_if)
    if table.empty:
        return None
    language, drawn = facts.language, what_if.question is not None
    ends = language("90% interval") if drawn else language("Links")
    columns = text_columns(
        language("No"), language("Project"), language("Endpoints"), language("Limitations")
    ) + number_columns(
        language("Points, endpoints"), ends, language("Places gained"), language("Others that change rank")
    )
    rows = tuple(
        (
            str(row["rank"]),
            project(facts, row["project"]),
            names(facts, row["units"]),
            why(facts, what_if, row),
            signed(facts, row, "gain"),
            interval(facts, row) if drawn else str(row["links"]),
            places(float(row["places"])),
            str(row["others_places"]),
        )
        for _, row in table.head(MOST_ROWS).iterrows()
    )
    note = language(
        ("Projects taken individually, ordered by their effect on the scores at their endpoints: {shown} of {total}."),
        shown=len(rows),
        total=len(table),
    )
    title = language("Projects that change a score")
    return Part(title, (), AuditTable(title, language.together(note, reading(facts, what_if)), columns, rows))


def why(facts: Facts, what_if: WhatIf, row: Series) -> str:
    """Why a project moves nothing, or what to beware of: the table may hold it as plain text, so it is asked again."""
    moved = abs(float(row["gain"])) > 0
    return safe.paragraph(facts.language.translated(what_if._why(str(row["project"]), moved=moved)))  # noqa: SLF001 - its words


def _units(facts: Facts, what_if: WhatIf) -> Part | None:
    """All moves together: the scores that change most."""
    table = what_if.table[what_if.table["change"].abs() >= what_if.tolerance]
    if table.empty:
        return None
    language, drawn = facts.language, what_if.question is not None
    order = table["change"].abs().sort_values(ascending=False, kind="stable").index[:MOST_ROWS]
    names = facts.edition.units.names
    ends = (language("90% interval"),) if drawn else ()
    columns = text_columns(facts.noun.head) + number_columns(
        language("Score"), language("Change"), *ends, language("Rank")
    )
    rows = tuple(
        (
            safe.clean(names[str(u)]),
            " → ".join(facts.axis.text(float(row[c])) for c in ("before", "after")),
            signed(facts, row, "change"),
            *((interval(facts, row),) if drawn else ()),
            " → ".join(str(int(row[c])) for c in ("rank_before", "rank_after")),
        )
        for u, row in table.loc[order].iterrows()
    )
    note = language("Largest differences first: {shown} of {total}.", shown=len(rows), total=len(table))
    title = language("All projects together")
    return Part(title, (), AuditTable(title, language.together(note, reading(facts, what_if)), columns, rows, "even"))


def _silent(facts: Facts, what_if: WhatIf) -> Part | None:
    """Projects that move no score, by the reason."""
    table = what_if.projects[~(what_if.projects["gain"].abs() > 0)]
    if table.empty:
        return None
    language = facts.language
    reasons: dict[str, list[str]] = {}
    for _, row in table.iterrows():
        reasons.setdefault(why(facts, what_if, row) or MISSING_TEXT, []).append(project(facts, row["project"]))
    rows = []
    for reason, silent_projects in reasons.items():
        listed = language.commas(silent_projects[:MOST_NAMES])
        more = len(silent_projects) - MOST_NAMES
        rows.append((reason, listed if more <= 0 else language("{names} and {more} more", names=listed, more=more)))
    title = language("Projects with no effect on the index, and why")
    note = language(
        "A project leaves the index unchanged if the index does not measure it or already counts it; "
        "this is not an assessment of the project."
    )
    return Part(title, (), AuditTable(title, note, text_columns(language("Reason"), language("Projects")), tuple(rows)))


def _pairs(facts: Facts, what_if: WhatIf) -> Part | None:
    """Pairs of projects that do more or less together than one by one."""
    table = what_if.pairs[what_if.pairs["together"].astype(bool)].head(MOST_ROWS)
    if table.empty:
        return None
    language = facts.language
    rows = tuple(
        (
            project(facts, row["project"]),
            project(facts, row["other"]),
            names(facts, str(row["unit"])),
            points(facts, float(row["joint"])),
            points(facts, float(row["apart"])),
            places(float(row["places_joint"])),
            places(float(row["places_apart"])),
        )
        for _, row in table.iterrows()
    )
    columns = text_columns(
        language("Project"), language("Other project"), language("Largest effect on")
    ) + number_columns(
        language("Points, joint effect"),
        language("Sum of separate effects"),
        language("Places, joint effect"),
        language("Sum of separate effects"),
    )
    title = language("Projects that interact")
    note = language("Pairs whose joint effect is not the sum of their separate effects.")
    return Part(title, (), AuditTable(title, note, columns, rows))
