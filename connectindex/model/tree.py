"""Tree of an index: the nodes, their indicators and groups, and nominal weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from connectindex.errors import unknown
from connectindex.model.display import counted, described

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = "index"
COLUMNS = ("unit", "year", "name")  # of the tables besides those of nodes and indicators, which cannot have these names


@dataclass(frozen=True, slots=True)
class Leaf:
    """Hold an indicator in its place in the tree."""

    id: str
    weight: float = 1.0

    def level(self) -> int:
        """Return the level of an indicator: 1."""
        return 1


@dataclass(frozen=True, slots=True)
class Node:
    """Hold a group of nodes or indicators that are combined into one score.

    Parameters
    ----------
    id, name
        Id of the column of scores; name as it is printed.
    weight
        Nominal weight among its siblings; only proportions matter.
    children
        Nodes or leaves.
    definition
        What the group is about, for the reader.
    short
        Name for the head of a narrow column; empty: the name.
    """

    id: str
    name: str
    weight: float
    children: tuple[Node | Leaf, ...]
    definition: str = ""
    short: str = ""

    def __repr__(self) -> str:
        size = f"{counted(len(self.children), 'child')}, {counted(len([*self.leaves()]), 'indicator')}"
        return described(
            type(self).__name__,
            f"{self.id}: {self.name}",
            f"weight {self.weight:g}",
            size.replace("childs", "children"),
        )

    def nodes(self) -> Iterator[Node]:
        """Iterate over the nodes, each after its children, the order of aggregation."""
        for child in self.children:
            if isinstance(child, Node):
                yield from child.nodes()
        yield self

    def top_down(self) -> Iterator[Node]:
        """Iterate over the nodes, each before its children, the order of tables and pages."""
        return (element for element, _ in self.walk() if isinstance(element, Node))

    def walk(self, above: tuple[str, ...] = ()) -> Iterator[tuple[Node | Leaf, tuple[str, ...]]]:
        """Walk the tree from the top: each node and indicator, with the ids of the nodes it is in.

        Examples
        --------
        >>> tree = Node("index", "Index", 1, (Node("air", "Air", 1, (Leaf("flights"),)), Leaf("users")))
        >>> [(element.id, above) for element, above in tree.walk()]
        [('index', ()), ('air', ('index',)), ('flights', ('index', 'air')), ('users', ('index',))]
        """
        yield self, above
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk((*above, self.id))
            else:
                yield child, (*above, self.id)

    def leaves(self) -> Iterator[Leaf]:
        """List the indicators below this node, in order."""
        for child in self.children:
            if isinstance(child, Node):
                yield from child.leaves()
            else:
                yield child

    @property
    def by_id(self) -> list[int]:
        """Return positions of the children in the order of their ids, in which sums are made, whatever the listing.

        Examples
        --------
        >>> Node("air", "Air", 1, (Leaf("routes"), Leaf("flights"))).by_id
        [1, 0]
        """
        return sorted(range(len(self.children)), key=lambda k: self.children[k].id)

    def in_order(self) -> Node:
        """Sort all children of the tree by their ids."""
        children = (self.children[k] for k in self.by_id)
        return replace(self, children=tuple(c.in_order() if isinstance(c, Node) else c for c in children))

    @property
    def pillars(self) -> tuple[Node, ...]:
        """List the nodes right below this one."""
        return tuple(c for c in self.children if isinstance(c, Node))

    def find(self, node_id: str) -> Node:
        """Return the node with this id.

        Raises
        ------
        KeyError
            There is none.
        """
        for node in self.nodes():
            if node.id == node_id:
                return node
        raise unknown("node", node_id, (node.id for node in self.nodes()))

    def level(self) -> int:
        """Count the levels above the indicators, which are level 1.

        Examples
        --------
        >>> Node("index", "Index", 1, (Node("air", "Air", 1, (Leaf("flights"),)),)).level()
        3
        """
        return 1 + max((c.level() for c in self.children), default=0)
