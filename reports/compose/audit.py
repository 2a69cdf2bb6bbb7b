"""The audit: drivers of rank uncertainty, and the results of the statistical checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectindex.assumptions.methods import names_of
from connectindex.audit import responses as responses_of
from connectindex.audit.robustness.summaries import MOVED
from connectindex.model.figures import percentage
from connectindex.model.tree import ROOT
from connectindex.model.words import message
from connectindex.reports import safe
from connectindex.reports.alternatives import INFEASIBLE, PUBLISHED, alternative, assumption_name, is_published
from connectindex.reports.document import MISSING_TEXT, AuditTable, number_columns, text_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectindex.audit.robustness import Robustness
    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.language import Language

VERDICTS = {"pass": message("pass"), "review": message("review"), "fail": message("fail")}


def tables(facts: Facts) -> tuple[AuditTable, ...]:
    """Sensitivity, choices taken alone, elements left out; checks of coherence; nothing while they are computed."""
    audit = facts.audit
    if facts.dossier.pending:
        return ()
    if audit is None:
        return (_checks(facts),)
    made = [_sensitivity(facts.language, audit), _alone(facts, audit), _left_out(facts, audit)]
    if facts.pillars and len(audit.draws.scores) > 1:
        made.append(_by_pillar(facts, audit))
    return (*made, _checks(facts))


def _by_pillar(facts: Facts, audit: Robustness) -> AuditTable:
    """Total shares of the sensitivity analysis, assumptions x pillars."""
    language, table = facts.language, audit.sobol_pillars["total"].unstack("node")
    nodes = [ROOT, *(p.id for p in facts.pillars)]
    rows = [
        (assumption_name(language, str(name)), *(language.percent(max(float(table.at[name, n]), 0.0)) for n in nodes))
        for name in names_of(audit.vary)
    ]
    note = language("Total effect of each assumption on rank shifts, for the index and for each pillar.")
    columns = text_columns(language("Assumption")) + number_columns(
        language("Index"), *(facts.name_of(n) for n in nodes[1:])
    )
    return AuditTable(language("Drivers of rank uncertainty by pillar"), note, columns, tuple(rows), "even")


def _sensitivity(language: Language, audit: Robustness) -> AuditTable:
    table = audit.sobol
    rows = [
        (
            assumption_name(language, str(name)),
            _share(language, r["first"], r["first_low"], r["first_high"]),
            _share(language, r["total"], r["total_low"], r["total_high"]),
        )
        for name, r in table.iterrows()
    ]
    note = language(
        "Share of the variance of the mean rank shift due to each assumption by itself (first-order effect) "
        "and together with the others (total effect), with 90% bootstrap intervals."
    )
    if (table["first"] > table["total"]).any():  # never of the shares themselves: the two are estimated apart
        note = language.together(
            note, language("A first-order effect above the total effect is sampling error of the estimates.")
        )
    columns = text_columns(language("Assumption")) + number_columns(
        language("First-order effect"), language("Total effect")
    )
    return AuditTable(language("Drivers of rank uncertainty"), note, columns, tuple(rows))


def _alone(facts: Facts, audit: Robustness) -> AuditTable:
    language, places, methods = facts.language, _places(facts), facts.edition.methods
    named = dict(zip(names_of(audit.vary), audit.vary, strict=True))
    rows = []
    for record in audit.one_at_a_time.to_dict("records"):
        assumption = named[record["assumption"]]
        label = alternative(language, assumption, record["choice"])
        if is_published(methods, facts.nodes, assumption, record["choice"]):
            cells = (language(PUBLISHED), *[MISSING_TEXT] * len(places))
        elif record["note"]:
            cells = (language(INFEASIBLE), *[MISSING_TEXT] * len(places))
        else:
            cells = _moves(language, record, places)
        rows.append((assumption_name(language, record["assumption"]), safe.clean(label, 120), *cells))
    note = language(
        "Effect of changing one assumption at a time: mean rank shift, and share of {many} shifting "
        "by at least so many places."
    )
    columns = text_columns(language("Assumption"), language("Alternative")) + number_columns(*_moved(language, places))
    return AuditTable(language("One assumption at a time"), note, columns, tuple(rows))


def _left_out(facts: Facts, audit: Robustness) -> AuditTable:
    records = audit.leave_one_out.to_dict("records")
    language, places = facts.language, _places(facts)
    rows = [
        (facts.name_of(r["element"]), *_moves(language, r, places)) for r in sorted(records, key=lambda r: -r["level"])
    ]
    note = language(
        "The index without one indicator or group: mean rank shift, and share of {many} shifting by "
        "at least so many places."
    )
    columns = text_columns(language("Without")) + number_columns(*_moved(language, places))
    return AuditTable(language("Omitting one element"), note, columns, tuple(rows))


def _checks(facts: Facts) -> AuditTable:
    """The findings that the authors answer; the others are in the published table alone."""
    language, coherence = facts.language, facts.dossier.coherence
    responses, number_flagged = facts.edition.responses, responses_of.flagged(coherence)
    rows = [
        (
            language(VERDICTS[v.verdict]),
            safe.clean(language.translated(v.sentence), 400),
            safe.paragraph(responses[v.id]),
        )
        for v in number_flagged
        if v.id in responses
    ]
    note = language.plural(
        "Of {checks} checks of the groups (correlation, reliability, dimensionality, importance), {open} is flagged.",
        "Of {checks} checks of the groups (correlation, reliability, dimensionality, importance), {open} are flagged.",
        len(number_flagged),
        checks=len(coherence.verdict_rows),
        open=language.spelled(len(number_flagged)),
    )
    titles = (language("Assessment"), language("Finding"), language("Response of the authors")) if rows else ()
    note = language.together(note, _answered(language, len(number_flagged), len(rows)))
    return AuditTable(language("Statistical coherence"), note, text_columns(*titles), tuple(rows), "checks")


def _answered(language: Language, number_flagged: int, number_answered: int) -> str:
    """How many of the findings the authors answer, and where the others are."""
    if not number_flagged:
        return ""
    if not number_answered:
        return language("The published table “coherence” lists every check with its result.")
    if number_answered == number_flagged:
        return language("The authors respond to every finding.")
    return language.plural(
        "The authors respond to {number} finding; the published table “coherence” lists the others.",
        "The authors respond to {number} findings; the published table “coherence” lists the others.",
        number_answered,
    )


def _places(facts: Facts) -> tuple[int, ...]:
    """Distances that say something: no more than a quarter of the ranking."""
    return tuple(k for k in MOVED if 4 * k <= len(facts.ranked))


def _moved(language: Language, places: tuple[int, ...]) -> tuple[str, ...]:
    shares = (language.plural("{number} place or more", "{number} places or more", k) for k in places)
    return (language("Mean shift"), *shares)


def _moves(language: Language, record: Mapping[str, Any], places: tuple[int, ...]) -> tuple[str, ...]:
    shares = tuple(language.percent(float(record[f"moved{k}"])) for k in places)
    return (language.decimal(float(record["shift"]), 1), *shares)


def _share(language: Language, value: float, low: float, high: float) -> str:
    share, least, most = (language.part(percentage(x)) for x in (max(value, 0), max(low, 0), high))
    return f"{share} ({least}–{most})"
