"""Responses: what the authors answer to the findings of the checks of coherence, by the id of the finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.audit.coherence.findings import NAMES, PASS
from connectindex.errors import InputError, Problem, did_you_mean, shown
from connectindex.filenames import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from connectindex.audit.coherence import Coherence
    from connectindex.audit.coherence.findings import Verdict
    from connectindex.audit.dossier import Dossier

PLACE = f"{FILE} [audit.responses]"
SHOWN = 40


def flagged(coherence: Coherence) -> tuple[Verdict, ...]:
    """List the checks that did not pass."""
    return tuple(row for row in coherence.verdict_rows if row.verdict != PASS)


def unanswered(coherence: Coherence, responses: Mapping[str, str]) -> tuple[Verdict, ...]:
    """List the findings without an answer."""
    return tuple(row for row in flagged(coherence) if row.id not in responses)


def require_known(dossier: Dossier) -> None:
    """Check that every response is to a finding that the checks can have.

    Raises
    ------
    InputError
        With every id that is of no check, node or member of the index.
    """
    edition = dossier.result.edition
    doubtful = [name for name in edition.responses if not _possible(name, dossier)]
    known = {row.id for row in dossier.coherence.verdict_rows} if doubtful else set()
    problems = [
        Problem(PLACE, "must name a finding of the checks of coherence", shown(name), did_you_mean(name, known))
        for name in doubtful
        if name not in known
    ]
    if problems:
        raise InputError(problems, edition.warnings)


def idle(dossier: Dossier) -> Iterator[Problem]:
    """List warnings of responses to what the checks do not find in this edition."""
    flagged_ids = {row.id for row in flagged(dossier.coherence)} if dossier.result.edition.responses else set()
    for name in dossier.result.edition.responses:
        if name not in flagged_ids:
            yield Problem(PLACE, "has no effect: the checks find nothing of this id in this edition", shown(name))


def summary(dossier: Dossier) -> str:
    """Write in a line how many findings the authors have answered, and the ids of the others; empty if none."""
    findings, responses = flagged(dossier.coherence), dossier.result.edition.responses
    ids = [row.id for row in unanswered(dossier.coherence, responses)]
    if not findings:
        return ""
    many = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
    text = f"checks of coherence: {many}, {len(findings) - len(ids)} answered under [audit.responses] of {FILE}"
    if not ids:
        return text
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return f"{text}; without an answer (tables/coherence.csv of a build words them): {', '.join(ids[:SHOWN])}{more}"


def _possible(name: str, dossier: Dossier) -> bool:
    """Tell whether an id could be of a finding: its check, node and members are there, though nothing was found."""
    check, _, rest = name.partition(":")
    node, _, subject = rest.partition(":")
    tree = dossier.result.edition.tree
    ids = {element.id for element, _ in tree.walk()}
    members = subject.split("+") if subject else []
    return (
        check in {known.replace(" ", "-") for known in NAMES}
        and node in {n.id for n in tree.nodes()}
        and ids.issuperset(members)
    )
