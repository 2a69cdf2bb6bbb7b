"""What the authors of an edition say, each text in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.edition.texts import CHAPTERS, UNITS
from connectindex.model.tree import ROOT
from connectindex.reports import markdown
from connectindex.reports.annexes import AuthorText

if TYPE_CHECKING:
    from connectindex.model.tree import Node
    from connectindex.reports.compose.facts import Facts


def text(facts: Facts, name: str) -> str:
    """A text of ``texts/`` in the language of the report, as safe markup; empty where there is none."""
    return markdown.rendered(facts.edition.texts.of(name, facts.language.tag))


def of_document(facts: Facts) -> dict[str, str]:
    """The texts that stand in no chapter of their own."""
    names = {"findings": "findings", "index": f"{CHAPTERS}/{ROOT}", "acknowledgements": "acknowledgements"}
    return {key: text(facts, name) for key, name in names.items()}


def of_pillar(facts: Facts, pillar: Node) -> tuple[AuthorText, ...]:
    """The texts on a pillar and on the groups in it."""
    made = (
        AuthorText(facts.name_of(node.id) if node is not pillar else "", text(facts, f"{CHAPTERS}/{node.id}"))
        for node in pillar.top_down()
    )
    return tuple(t for t in made if t.body)


def of_unit(facts: Facts, unit: str) -> str:
    """The text on a unit."""
    return text(facts, f"{UNITS}/{unit}")
