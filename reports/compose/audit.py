"""The audit: what makes the ranks move, and what the statistical checks found."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from connectindex.audit.coherence import coherence
from connectindex.audit.robustness.summaries import MOVED
from connectindex.reports import numerals, safe
from connectindex.reports.document import MISSING_TEXT, AuditTable
from connectindex.stages.assumptions import names_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectindex.audit.robustness import Robustness
    from connectindex.reports.compose.facts import Facts

STEP_WORDS = {
    "impute": "Imputation",
    "treat": "Outliers",
    "normalise": "Scale",
    "aggregate": "Aggregation",
    "weights": "Weights",
}
MOVES = ("Mean shift", *(f"{k} places or more" for k in MOVED))


def tables(facts: Facts) -> tuple[AuditTable, ...]:
    """Sensitivity, choices taken alone, elements left out; checks of coherence."""
    audit = facts.audit
    found = (_sensitivity(audit), _alone(audit), _left_out(facts, audit)) if audit is not None else ()
    return (*found, _checks(facts))


def _sensitivity(audit: Robustness) -> AuditTable:
    rows = [
        (
            _assumption(str(name)),
            _share(r["first"], r["first_low"], r["first_high"]),
            _share(r["total"], r["total_low"], r["total_high"]),
        )
        for name, r in audit.sobol.iterrows()
    ]
    note = (
        "Share of the variance of the mean rank shift that each assumption makes by itself (first order) and "
        "together with the others (total), with 90% bootstrap intervals."
    )
    return AuditTable("What makes the ranks move", note, ("Assumption", "First order", "Total"), tuple(rows))


def _alone(audit: Robustness) -> AuditTable:
    named = dict(zip(names_of(audit.vary), audit.vary, strict=True))
    rows = []
    for record in audit.one_at_a_time.to_dict("records"):
        assumption = named[record["assumption"]]
        among = {repr(m): m for m in getattr(assumption, "among", ())}
        label = _method(among[record["choice"]]) if record["choice"] in among else assumption.words()
        cells = _moves(record) if not record["note"] else ("cannot stand alone", *[MISSING_TEXT] * len(MOVED))
        rows.append((_assumption(record["assumption"]), safe.clean(label, 120), *cells))
    note = "Each choice in place of the nominal one: mean change of rank, and share of units that move."
    return AuditTable("One choice at a time", note, ("Assumption", "Choice", *MOVES), tuple(rows))


def _left_out(facts: Facts, audit: Robustness) -> AuditTable:
    records = audit.leave_one_out.to_dict("records")
    rows = [(facts.name_of(r["element"]), *_moves(r)) for r in sorted(records, key=lambda r: -r["level"])]
    note = "The index without one indicator or group: mean change of rank, and share of units that move."
    return AuditTable("Leaving one out", note, ("Without", *MOVES), tuple(rows))


def _checks(facts: Facts) -> AuditTable:
    verdicts = coherence(facts.result).verdicts
    open_ = verdicts[verdicts["verdict"] != "pass"]
    rows = [
        (safe.clean(str(r["verdict"])), safe.clean(str(r["sentence"]), 400), safe.clean(str(r["remedy"]), 400))
        for r in open_.to_dict("records")
    ]
    note = (
        f"Of {len(verdicts)} checks of the groups (correlation, reliability, dimensions, importance), "
        f"{numerals.counted(len(rows), ('asks', 'ask'))} for a look."
    )
    return AuditTable("Statistical coherence", note, ("Verdict", "Finding", "Remedy"), tuple(rows))


def _moves(record: Mapping[str, Any]) -> tuple[str, ...]:
    shares = tuple(numerals.percent(float(record[f"moved{k}"])) for k in MOVED)
    return (numerals.decimal(float(record["shift"]), 1), *shares)


def _share(value: float, low: float, high: float) -> str:
    return f"{max(value, 0):.0%} ({max(low, 0):.0%}–{high:.0%})"


def _assumption(name: str) -> str:
    first, _, rest = name.partition(" ")
    if first not in STEP_WORDS:
        return "Left out"
    return STEP_WORDS[first] + (f": {rest}" if rest else "")


def _method(method: Any) -> str:
    """A method by its kind and the settings that are not the usual ones."""
    own = []
    for field in dataclasses.fields(method):
        value = getattr(method, field.name)
        if field.init and value != field.default:
            own.append(f"{field.name.replace('_', ' ')} {value}")
    kind: str = method.kind.replace("_", " ")
    return kind + (f" ({', '.join(own)})" if own else "")
