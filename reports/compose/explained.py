"""Explained: how the score of a unit comes from its components, their values, and the sources of these."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from connectindex.model.tree import Node
from connectindex.model.values import MISSING, NOT_APPLICABLE
from connectindex.reports import safe
from connectindex.reports.chapters import Explained, SourceLink
from connectindex.reports.compose.facts import source_ids
from connectindex.reports.compose.flags import FLAG_WORDS, FLAGS, value_text, year_text
from connectindex.reports.variables import variable_name

if TYPE_CHECKING:
    from connectindex.model.tree import Leaf
    from connectindex.reports.compose.facts import Facts


@dataclass(frozen=True, eq=False)
class Explanations:
    """The scores of all ranked units, with what each is made of."""

    facts: Facts

    @cached_property
    def parts(self) -> dict[tuple[str, str], dict[str, tuple[float, float]]]:
        """Weight of each child and what it adds, by unit and node."""
        made: dict[tuple[str, str], dict[str, tuple[float, float]]] = {}
        table = self.facts.cut(self.facts.result.contributions)[["weight", "contribution"]].dropna()
        for (unit, node, child), weight, added in table.itertuples():
            made.setdefault((str(unit), str(node)), {})[str(child)] = (float(weight), float(added))
        return made

    @cached_property
    def measured(self) -> dict[str, dict[str, float]]:
        """Values before division, by indicator and unit."""
        table = self.facts.cut(self.facts.result.stage("measured"))
        return {str(i): {str(u): float(v) for u, v in table[i].items()} for i in table.columns}

    @cached_property
    def ends(self) -> dict[str, tuple[str, str]]:
        """Lowest and highest value of each indicator after treatment, between which it is scored, as printed."""
        treated = self.facts.cut(self.facts.result.stage("treated"))
        known = treated.agg(["min", "max"]).T
        value = self.facts.language.value
        return {str(i): (value(low), value(high)) for i, low, high in known.itertuples()}

    @cached_property
    def sources(self) -> dict[str, SourceLink]:
        """Sources by id."""
        table, numbers = self.facts.edition.sources.table, self.facts.source_numbers
        links = {}
        for name, row in table.to_dict("index").items():
            url = row.get("url")
            address = safe.link(url) if isinstance(url, str) else ""
            links[str(name)] = SourceLink(numbers[str(name)], safe.clean(row["title"]), address)
        return links

    def of(self, unit: str) -> Explained:
        """The index of a unit."""
        return self._node(unit, self.facts.edition.tree, "", "")

    def _node(self, unit: str, child: Node | Leaf, share: str, added: str) -> Explained:
        facts, score = self.facts, self.facts.score(child.id, unit)
        if not isinstance(child, Node):
            return self._indicator(unit, child.id, share, added)
        parts = self.parts.get((unit, child.id), {})
        below = tuple(self._node(unit, c, *self._printed(parts.get(c.id))) for c in child.children)
        rule = facts.language.translated(facts.edition.methods.rule(child.id).aggregation.words())
        name = facts.name_of(child.id) if child.id != facts.edition.tree.id else facts.language("Index")
        return Explained(name, score.text, score.rank, share, added, rule=rule, parts=below)

    def _printed(self, part: tuple[float, float] | None) -> tuple[str, str]:
        if part is None:
            return "", ""
        return self.facts.language.percent(part[0], 1), self.facts.axis.text(part[1])

    def _indicator(self, unit: str, name: str, share: str, added: str) -> Explained:
        facts, language = self.facts, self.facts.language
        score, row = facts.score(name, unit), facts.origins[unit, name]
        indicator = facts.edition.indicators[name]
        measure = safe.clean(indicator.unit)
        lines = [(language("Value"), language.together(value_text(facts, unit, name), measure))]
        if year := year_text(row):
            lines.append((language("Year"), year))
        raw = self.measured[name].get(unit, math.nan)
        if indicator.per and not math.isnan(raw):
            lines.append(
                (
                    language("Before division by {name}", name=variable_name(language, indicator.per)),
                    language.value(raw),
                )
            )
        if name in self.ends and row["origin"] not in (MISSING, NOT_APPLICABLE):
            low, high = self.ends[name]
            text = language("{low} to {high}", low=low, high=high)
            lines.append((language("Lowest and highest value scored"), text))
        flag = FLAGS.get(row["origin"], "")
        lines += [(language("Origin"), language(words)) for letter, words in FLAG_WORDS if letter == flag]
        named = [self.sources[s] for s in source_ids(row["source"]) if s in self.sources]
        modes = [safe.clean(facts.edition.modes[m].name or m) for m in indicator.needs if m in facts.edition.modes]
        return Explained(
            facts.name_of(name),
            score.text,
            score.rank,
            share,
            added,
            definition=safe.paragraph(indicator.definition),
            lines=tuple(lines),
            records=tuple(modes),
            sources=tuple(named),
        )
