"""Weight: what each child counts in its group, and each indicator in the index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

import pandas as pd

from connectindex.model.tree import Node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame


class Weighting(Protocol):
    """A way to set the weights of the children of each node."""

    kind: ClassVar[str]

    def weights(self, node: Node) -> dict[str, float]:
        """Weights of the children, by id; only their proportions matter."""
        ...

    def words(self) -> str:
        """The rule in words, for the methodology annex."""
        ...


@dataclass(frozen=True, slots=True)
class Nominal:
    """The weights written in the tree."""

    kind: ClassVar[str] = "nominal"

    def weights(self, node: Node) -> dict[str, float]:
        """As written."""
        return {c.id: c.weight for c in node.children}

    def words(self) -> str:
        """The rule in words."""
        return "Weights are set by the authors; the table of weights gives them."


@dataclass(frozen=True, slots=True)
class Equal:
    """The same weight for all children of a node."""

    kind: ClassVar[str] = "equal"

    def weights(self, node: Node) -> dict[str, float]:
        """One each."""
        return dict.fromkeys((c.id for c in node.children), 1.0)

    def words(self) -> str:
        """The rule in words."""
        return "All members of a group have the same weight."


WEIGHTINGS: Mapping[str, type[Weighting]] = {"nominal": Nominal, "equal": Equal}


def weigh(tree: Node, method: Weighting) -> DataFrame:
    """The weights of all nodes and indicators.

    Returns
    -------
    DataFrame, index id (node or indicator)
        ``parent``; ``level`` (indicators 1); ``nominal``: as set; ``within``: rescaled to sum to 1 in
        its group; ``effective``: product of the rescaled weights up to the root, whose own is 1.

    Examples
    --------
    >>> from connectindex.model.tree import Leaf
    >>> air, sea = Node("air", "Air", 3, (Leaf("a"), Leaf("b"))), Node("sea", "Sea", 1, (Leaf("c"),))
    >>> tree = Node("index", "Index", 1, (air, sea))
    >>> weigh(tree, Nominal())["effective"].to_dict()
    {'index': 1.0, 'air': 0.75, 'a': 0.375, 'b': 0.375, 'sea': 0.25, 'c': 0.25}
    """
    rows = [(tree.id, "", tree.level(), tree.weight, 1.0, 1.0)]

    def descend(node: Node, effective: float) -> None:
        weights = method.weights(node)
        total = sum(weights.values())
        for child in node.children:
            own = weights[child.id]
            level = child.level() if isinstance(child, Node) else 1
            rows.append((child.id, node.id, level, own, own / total, effective * own / total))
            if isinstance(child, Node):
                descend(child, effective * own / total)

    descend(tree, 1.0)
    columns = ["id", "parent", "level", "nominal", "within", "effective"]
    return pd.DataFrame(rows, columns=columns).set_index("id")
