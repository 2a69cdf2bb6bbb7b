"""Weight: what each child counts in its group, and each indicator in the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import pandas as pd

from connectindex.errors import InputError, Problem, did_you_mean, shown
from connectindex.model.words import Commas, Words, phrase, phrase_n
from connectindex.stages.aggregate import NodeRules, score_tree
from connectindex.stages.experts import budget_problems, budgets, compared, comparison_problems, raised
from connectindex.stages.weightings import (
    critic,
    entropy,
    first_component,
    inverse_deviation,
    rotated_components,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from connectindex.model.tree import Node
    from connectindex.stages.weighting import Weighting


@dataclass(frozen=True, slots=True)
class Nominal:
    """The weights written in the tree."""

    kind: ClassVar[str] = "nominal"
    from_data: ClassVar[bool] = False

    def groups(self, tree: Node, table: DataFrame, rules: Mapping[str, NodeRules]) -> Mapping[str, NDArray[np.float64]]:
        """Read the weights of the tree."""
        del table, rules
        return {n.id: nominal(n) for n in tree.nodes()}

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase("Weights are set by the authors and given in the table of weights.")


@dataclass(frozen=True, slots=True)
class Equal:
    """The same weight for all children of a node."""

    kind: ClassVar[str] = "equal"
    from_data: ClassVar[bool] = False

    def groups(self, tree: Node, table: DataFrame, rules: Mapping[str, NodeRules]) -> Mapping[str, NDArray[np.float64]]:
        """Set the weight 1 for each child."""
        del table, rules
        return {n.id: np.ones(len(n.children)) for n in tree.nodes()}

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase("All components of a group have the same weight.")


class FromData:
    """Weights that a formula computes from the scores of a group's children.

    `levels` says where the formula is used, indicators being level 1 (their weights in their group);
    elsewhere, and in groups of one or two members that tell a formula nothing, weights are nominal.
    """

    __slots__ = ()
    kind: ClassVar[str]
    from_data: ClassVar[bool] = True
    levels: tuple[int, ...]

    def formula(self, x: NDArray[np.float64], names: list[str]) -> NDArray[np.float64]:
        """Compute the weights of the columns of `x`."""
        raise NotImplementedError

    def groups(self, tree: Node, table: DataFrame, rules: Mapping[str, NodeRules]) -> Mapping[str, NDArray[np.float64]]:
        """Compute weights from the indicators up, each node from the scores of its children under these weights."""
        groups: dict[str, NDArray[np.float64]] = {}
        problems: list[Problem] = []

        def weights(node: Node, x: NDArray[np.float64]) -> NDArray[np.float64]:
            children, w = [c.id for c in node.children], nominal(node)
            if node.level() - 1 in self.levels and len(children) > 1:
                w = self.formula(x, children)
                problems.extend(_negative(node, children, w, self.kind))
            groups[node.id] = w
            return np.abs(w)

        with np.errstate(invalid="ignore", divide="ignore"):
            score_tree(tree, columns_of(table), None, weights, rules)
        if problems:
            raise InputError(problems)
        return groups


@dataclass(frozen=True, slots=True)
class Pca(FromData):
    """Loadings of the first principal component of a group's children."""

    levels: tuple[int, ...] = (1,)
    kind: ClassVar[str] = "pca"

    def formula(self, x: NDArray[np.float64], names: list[str]) -> NDArray[np.float64]:
        """Compute the weights: see `connectindex.stages.weightings.first_component`."""
        return first_component(x, names)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Weights are the loadings of the first principal component of each group ({levels}).",
            levels=_levels(self.levels),
        )


@dataclass(frozen=True, slots=True)
class PcaRotated(FromData):
    """Squared loadings of the rotated components, scaled by the variance each explains (OECD, Nicoletti).

    Parameters
    ----------
    levels
        Of the groups whose children are weighed.
    kaiser
        Whether the varimax rotation has Kaiser's normalisation, as R and SPSS have it by default.
    """

    levels: tuple[int, ...] = (1,)
    kaiser: bool = False
    kind: ClassVar[str] = "pca_rotated"

    def formula(self, x: NDArray[np.float64], names: list[str]) -> NDArray[np.float64]:
        """Compute the weights: see `connectindex.stages.weightings.rotated_components`."""
        return rotated_components(x, names, kaiser=self.kaiser)

    def words(self) -> Words:
        """Describe the rule in words."""
        plain, normalised = phrase("raw varimax rotation"), phrase("varimax rotation with Kaiser's normalisation")
        return phrase(
            "Weights are squared loadings of the principal components of each group with eigenvalues above 1, after "
            "{rotation}, scaled by the variance each component explains ({levels}).",
            rotation=normalised if self.kaiser else plain,
            levels=_levels(self.levels),
        )


@dataclass(frozen=True, slots=True)
class Entropy(FromData):
    """More weight to children whose scores differ more, by Shannon's entropy."""

    levels: tuple[int, ...] = (1,)
    kind: ClassVar[str] = "entropy"

    def formula(self, x: NDArray[np.float64], names: list[str]) -> NDArray[np.float64]:
        """Compute the weights: see `connectindex.stages.weightings.entropy`."""
        return entropy(x, names)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Weights increase with the spread of the scores, measured by entropy ({levels}).",
            levels=_levels(self.levels),
        )


@dataclass(frozen=True, slots=True)
class Critic(FromData):
    """More weight to children that differ much and tell what the others do not (CRITIC)."""

    levels: tuple[int, ...] = (1,)
    kind: ClassVar[str] = "critic"

    def formula(self, x: NDArray[np.float64], names: list[str]) -> NDArray[np.float64]:
        """Compute the weights: see `connectindex.stages.weightings.critic`."""
        return critic(x, names)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Weights increase with the spread of the scores and decrease with their correlation with the others "
            "of the group, CRITIC ({levels}).",
            levels=_levels(self.levels),
        )


@dataclass(frozen=True, slots=True)
class InverseSd(FromData):
    """Less weight to children whose scores differ more: 1 / standard deviation."""

    levels: tuple[int, ...] = (1,)
    kind: ClassVar[str] = "inverse_sd"

    def formula(self, x: NDArray[np.float64], names: list[str]) -> NDArray[np.float64]:
        """Compute the weights: see `connectindex.stages.weightings.inverse_deviation`."""
        return inverse_deviation(x, names)

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Weights are inversely proportional to the standard deviation of the scores ({levels}).",
            levels=_levels(self.levels),
        )


@dataclass(frozen=True, slots=True)
class Optimised:
    """Weights under which the children matter as much as they should.

    Parameters
    ----------
    targets
        Importance of each element of one level, by name; only proportions matter. All elements of
        that level must be named.
    importance
        ``correlation``: r² of the element with the index; ``correlation_ratio``: share of the
        index's variance that the element explains by a smooth curve.
    """

    targets: Mapping[str, float] = field(default_factory=dict)
    importance: Literal["correlation", "correlation_ratio"] = "correlation"
    kind: ClassVar[str] = "optimised"
    from_data: ClassVar[bool] = True

    def groups(self, tree: Node, table: DataFrame, rules: Mapping[str, NodeRules]) -> Mapping[str, NDArray[np.float64]]:
        """Compute weights, not negative, that bring the importances closest to their targets."""
        from connectindex.stages.optimised import optimised  # noqa: PLC0415 - scipy.optimize, used here alone

        return optimised(tree, table, rules, self.targets, self.importance)

    def words(self) -> Words:
        """Describe the rule in words."""
        measure = phrase("squared correlation") if self.importance == "correlation" else phrase("correlation ratio")
        shares = Commas(Words("{name} {target}", {"name": n, "target": float(t)}) for n, t in self.targets.items())
        return phrase(
            "Weights are chosen so that the importance of each element ({measure} with the index) is: {shares}.",
            measure=measure,
            shares=shares,
        )


@dataclass(frozen=True, slots=True)
class Budget:
    """Budget allocation: the mean of the shares that experts give the children of a node.

    Parameters
    ----------
    nodes
        By node id, by expert, points for its children; other nodes keep their nominal weights.
    """

    nodes: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)
    kind: ClassVar[str] = "budget"
    from_data: ClassVar[bool] = False

    def groups(self, tree: Node, table: DataFrame, rules: Mapping[str, NodeRules]) -> Mapping[str, NDArray[np.float64]]:
        """Compute the mean shares of the experts."""
        del table, rules
        weights = {n.id: nominal(n) for n in tree.nodes()}
        problems = _unknown_nodes(tree, self.nodes)
        for node in tree.nodes():
            if node.id in self.nodes:
                wrong = budget_problems(node, self.nodes[node.id])
                problems += wrong
                if not wrong:
                    shares = budgets(self.nodes[node.id]).reindex(columns=[c.id for c in node.children]).fillna(0.0)
                    weights[node.id] = shares.mean().to_numpy(dtype=float)
        raised(problems)
        return weights

    def words(self) -> Words:
        """Describe the rule in words."""
        experts = {expert for sheets in self.nodes.values() for expert in sheets}
        return phrase_n(
            "Weights are the points given by one expert ({nodes}).",
            "Weights are the mean of the points given by {number} experts ({nodes}).",
            len(experts),
            nodes=Commas(self.nodes),
        )


@dataclass(frozen=True, slots=True)
class Ahp:
    """Analytic hierarchy process: weights from comparisons of pairs.

    Parameters
    ----------
    nodes
        By node id, comparisons (a, b, times) of its children; other nodes keep their nominal weights.
    limit
        Highest consistency ratio allowed.
    """

    nodes: Mapping[str, tuple[tuple[str, str, float], ...]] = field(default_factory=dict)
    limit: float = 0.1
    kind: ClassVar[str] = "ahp"
    from_data: ClassVar[bool] = False

    def groups(self, tree: Node, table: DataFrame, rules: Mapping[str, NodeRules]) -> Mapping[str, NDArray[np.float64]]:
        """Compute principal eigenvectors of the comparisons."""
        del table, rules
        weights = {n.id: nominal(n) for n in tree.nodes()}
        problems = _unknown_nodes(tree, self.nodes)
        for node in tree.nodes():
            if node.id in self.nodes:
                wrong = comparison_problems(node, self.nodes[node.id], self.limit)
                problems += wrong
                if not wrong:
                    weights[node.id] = compared([c.id for c in node.children], self.nodes[node.id]).weights
        raised(problems)
        return weights

    def words(self) -> Words:
        """Describe the rule in words."""
        return phrase(
            "Weights are derived from pairwise comparisons by the analytic hierarchy process ({nodes}).",
            nodes=Commas(self.nodes),
        )


WEIGHTINGS: Mapping[str, type[Weighting]] = {
    "nominal": Nominal,
    "equal": Equal,
    "pca": Pca,
    "pca_rotated": PcaRotated,
    "entropy": Entropy,
    "critic": Critic,
    "inverse_sd": InverseSd,
    "optimised": Optimised,
    "budget": Budget,
    "ahp": Ahp,
}


def weigh(tree: Node, method: Weighting, normalised: DataFrame, rules: Mapping[str, NodeRules]) -> DataFrame:
    """Compute the weights of all nodes and indicators.

    Parameters
    ----------
    tree
        Which children make up which node.
    method
        The rule.
    normalised
        Units x indicators, on one scale, for rules that look at the data.
    rules
        How each node is made of its children, for rules that look above the indicators. Units count there
        whatever their coverage.

    Returns
    -------
    DataFrame, index id (node or indicator)
        ``parent``; ``level`` (indicators 1); ``nominal``: as the rule sets it; ``within``: rescaled to
        sum to 1 in its group; ``effective``: product of the rescaled weights up to the root, whose
        own is 1.

    Examples
    --------
    >>> from connectindex.model.tree import Leaf, Node
    >>> air, sea = Node("air", "Air", 3, (Leaf("a"), Leaf("b"))), Node("sea", "Sea", 1, (Leaf("c"),))
    >>> tree = Node("index", "Index", 1, (air, sea))
    >>> weigh(tree, Nominal(), pd.DataFrame(), {})["effective"].to_dict()
    {'index': 1.0, 'air': 0.75, 'a': 0.375, 'b': 0.375, 'sea': 0.25, 'c': 0.25}
    """
    inorder = tree.in_order()  # nor do weights from data depend on the order of the tree
    weights = method.groups(inorder, normalised, {name: NodeRules(rule.aggregation) for name, rule in rules.items()})
    groups = {n.id: dict(zip((c.id for c in n.children), weights[n.id].tolist(), strict=True)) for n in inorder.nodes()}
    total = {name: fsum(group.values()) for name, group in groups.items()}
    effective = {tree.id: 1.0}
    rows = [(tree.id, "", tree.level(), tree.weight, 1.0, 1.0)]
    for element, (*_, parent) in [*tree.walk()][1:]:
        share = groups[parent][element.id] / total[parent]
        effective[element.id] = effective[parent] * share
        rows.append((element.id, parent, element.level(), groups[parent][element.id], share, effective[element.id]))
    columns = ["id", "parent", "level", "nominal", "within", "effective"]
    return pd.DataFrame(rows, columns=columns).set_index("id")


def columns_of(table: DataFrame) -> dict[str, NDArray[np.float64]]:
    """Read the columns of a table as arrays, by name."""
    return {str(c): table[c].to_numpy(dtype=float) for c in table.columns}


def nominal(node: Node) -> NDArray[np.float64]:
    """Read the weights of a node's children from the tree."""
    return np.array([c.weight for c in node.children], dtype=float)


def _unknown_nodes(tree: Node, named: Mapping[str, object]) -> list[Problem]:
    known = [n.id for n in tree.nodes()]
    place = "index.toml [method.weight] nodes"
    return [Problem(place, "must name a node", shown(n), did_you_mean(n, known)) for n in named if n not in known]


def _levels(levels: tuple[int, ...]) -> Words:
    return phrase("level {levels}, indicators being level 1", levels=Commas(levels))


def _negative(node: Node, children: list[str], w: NDArray[np.float64], kind: str) -> list[Problem]:
    hint = "turn its direction, move it to another group, or use other weights (nominal, equal, pca_rotated)"
    return [
        Problem(f"node {node.id}: weight of {child}", f"must not be negative ({kind})", shown(round(float(v), 6)), hint)
        for child, v in zip(children, w, strict=True)
        if v < 0
    ]
