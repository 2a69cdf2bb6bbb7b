"""Weighting: what a way to set weights does, and what it says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.model.tree import Node
    from connectindex.stages.aggregate import NodeRules


class Weighting(Protocol):
    """A way to set the weights of the children of each node.

    Attributes
    ----------
    kind
        Name in index.toml.
    from_data
        Weights depend on the scores; else on the tree and the settings alone.
    """

    kind: ClassVar[str]
    from_data: ClassVar[bool]

    def groups(self, tree: Node, table: DataFrame, rules: Mapping[str, NodeRules]) -> Mapping[str, NDArray[np.float64]]:
        """Compute the weights of the children of each node, by node id; only their proportions matter.

        Parameters
        ----------
        table
            Units x indicators, on one scale.
        rules
            How each node is scored, for weights that depend on scores above the indicators.
        """
        ...

    def words(self) -> str:
        """Describe the rule in words, for the methodology annex."""
        ...
