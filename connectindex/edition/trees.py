"""[tree] of index.toml: parse nested tables into a tree, every problem with its key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from connectindex.edition.settings import parse_method
from connectindex.errors import Problem, did_you_mean, shown
from connectindex.filenames import FILE
from connectindex.model.tree import COLUMNS, ROOT, Leaf, Node
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.means import AGGREGATIONS, Arithmetic

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from connectindex.stages.aggregation import Aggregation

DEEPEST = 20
KEYS = ("name", "short", "weight", "definition", "indicators", "weights", "aggregate", "coverage")
LIGHTEST, HEAVIEST = 1e-12, 1e12  # only proportions matter, and these keep their digits
NODE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")


class TreeReader:
    """Read one tree; collect the rules of its nodes and all problems.

    Parameters
    ----------
    known
        Ids of the indicators there are.
    default
        Aggregation of nodes that set none.
    aggregations
        Classes by kind.
    """

    def __init__(
        self, known: Collection[str], default: Aggregation | None, aggregations: Mapping[str, Any] = AGGREGATIONS
    ) -> None:
        self.known = known
        self.aggregations = aggregations
        self.default = default or Arithmetic()
        self.rules: dict[str, NodeRules] = {}
        self.problems: list[Problem] = []
        self._nodes: dict[str, str] = {}
        self._leaves: dict[str, str] = {}

    def read(self, table: Mapping[str, Any], title: str) -> Node:
        """Read the whole tree; its root has the id ``index``."""
        return self._node(ROOT, table, "tree", title, ())

    def _node(self, node_id: str, table: Mapping[str, Any], path: str, title: str, above: tuple[str, ...]) -> Node:
        place = f"{FILE} [{path}]"
        self._id(node_id, path, place)
        nested = {k: v for k, v in table.items() if isinstance(v, dict) and k not in ("weights", "aggregate")}
        for key in table:
            if key not in KEYS and key not in nested:
                hint = did_you_mean(key, KEYS)
                self._problem(f"{place} {key}", "unknown key", shown(table[key]), hint)
        name = table.get("name", title)
        definition, short = table.get("definition", ""), table.get("short", "")
        for key, text in (("name", name), ("definition", definition), ("short", short)):
            if not isinstance(text, str):
                self._problem(f"{place} {key}", "must be text in quotes", shown(text))
        if name == "":
            self._problem(f"{place} name", "must not be empty")
        leaves = self._leaves_of(table, place, (*above, node_id))
        if nested and leaves:
            self._problem(place, "must have nodes or indicators, not both", f"{', '.join(nested)} and indicators")
        if not nested and "indicators" not in table:
            self._problem(place, "must have nodes or a list of indicators")
        if len(above) >= DEEPEST:
            self._problem(place, f"must not be deeper than {DEEPEST} levels")
            nested = {}
        children = tuple(
            self._node(child, settings, f"{path}.{child}", _titled(child), (*above, node_id))
            for child, settings in nested.items()
        )
        below: tuple[Node | Leaf, ...] = (*children, *leaves)
        weights = [c.weight for c in below]
        if weights and not sum(weights) > 0:
            self._problem(place, "weights must not all be zero", shown(weights))
        self._rules(node_id, table, place)
        weight = self._weight(table.get("weight", 1.0), f"{place} weight")
        return Node(node_id, str(name), weight, below, str(definition), str(short))

    def _id(self, node_id: str, path: str, place: str) -> None:
        if path != "tree":
            if not NODE_ID.fullmatch(node_id) or node_id == ROOT:
                self._problem(place, "an id must be letters, digits, '_', '-', '.' and not 'index'", shown(node_id))
            self._column(node_id, place)
            if node_id in self.known:
                self._problem(place, "a node must not have the id of an indicator", shown(node_id))
        if node_id in self._nodes:
            self._problem(place, "an id must stand once in the tree", shown(node_id), f"also {self._nodes[node_id]}")
        self._nodes[node_id] = place

    def _leaves_of(self, table: Mapping[str, Any], place: str, above: tuple[str, ...]) -> tuple[Leaf, ...]:
        listed = table.get("indicators", [])
        if not isinstance(listed, list) or not all(isinstance(i, str) for i in listed):
            self._problem(f"{place} indicators", "must be a list of ids in quotes", shown(listed))
            listed = []
        if "indicators" in table and not listed:
            self._problem(f"{place} indicators", "must not be empty")
        weights = table.get("weights", {})
        if not isinstance(weights, dict):
            self._problem(f"{place} weights", "must be a table of indicators and numbers", shown(weights))
            weights = {}
        for key in weights:
            if key not in listed:
                hint = did_you_mean(key, listed)
                self._problem(f"{place} weights", "must name indicators of this node", shown(key), hint)
        leaves = []
        for leaf in listed:
            self._leaf(leaf, place, above)
            leaves.append(Leaf(leaf, self._weight(weights.get(leaf, 1.0), f"{place} weights.{leaf}")))
        return tuple(leaves)

    def _leaf(self, leaf: str, place: str, above: tuple[str, ...]) -> None:
        where = f"{place} indicators"
        if leaf in above:
            self._problem(where, "a node must not contain itself (a loop)", shown(leaf))
        elif leaf in self._leaves:
            self._problem(where, "an indicator must stand once in the tree", shown(leaf), f"also {self._leaves[leaf]}")
        elif leaf not in self.known:
            self._problem(where, "must be an indicator", shown(leaf), did_you_mean(leaf, self.known))
        self._leaves.setdefault(leaf, where)
        self._column(leaf, where)

    def _column(self, name: str, place: str) -> None:
        if name in COLUMNS:
            self._problem(place, f"an id must not be a column of the tables ({', '.join(COLUMNS)})", shown(name))

    def _weight(self, value: Any, place: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            self._problem(place, "must be a number that is not negative", shown(value))
            return 1.0
        if value != 0 and not LIGHTEST <= value <= HEAVIEST:
            self._problem(place, f"must be 0, or from {LIGHTEST:g} to {HEAVIEST:g}", shown(value))
            return 1.0
        return float(value)

    def _rules(self, node_id: str, table: Mapping[str, Any], place: str) -> None:
        method: Aggregation | None = self.default
        settings = table.get("aggregate")
        if isinstance(settings, dict):
            method, problems = parse_method(settings, self.aggregations, f"{place} aggregate")
            self.problems += problems
        elif settings is not None:
            self._problem(f"{place} aggregate", "must be a table with a kind", shown(settings))
        coverage = table.get("coverage", 0.0)
        share = isinstance(coverage, int | float) and not isinstance(coverage, bool) and 0 <= coverage <= 1
        if not share:
            self._problem(f"{place} coverage", "must be a share from 0 to 1", shown(coverage))
        self.rules[node_id] = NodeRules(method or self.default, float(coverage) if share else 0.0)

    def _problem(self, place: str, rule: str, got: str = "", hint: str = "") -> None:
        self.problems.append(Problem(place, rule, got, hint))


def _titled(node_id: str) -> str:
    return node_id.replace("_", " ").capitalize()
