"""Combinations: settings of different steps that have no meaning together, each refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.errors import InputError, Problem, shown
from connectindex.stages.distances import DistanceToTarget, FractionOfMax
from connectindex.stages.normalisation import OfAllUnits
from connectindex.stages.normalise import NORMALISATIONS
from connectindex.stages.scales import Categories, Goalposts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from connectindex.model.indicator import Indicator
    from connectindex.model.tree import Node
    from connectindex.stages.aggregate import NodeRules
    from connectindex.stages.normalisation import Normalisation
    from connectindex.stages.treat import Treatment


def require_compatible(indicators: Sequence[Indicator], methods: Any, tree: Node) -> None:
    """Raise where settings cannot work together; `methods` as in `connectindex.edition.model.Methods`."""
    problems = combination_problems(indicators, methods, tree)
    if problems:
        raise InputError(problems)


def combination_problems(indicators: Sequence[Indicator], methods: Any, tree: Node) -> list[Problem]:
    """List settings that cannot work together, whatever the data."""
    problems = _of_the_frozen(methods.normalise, frozen=bool(methods.scale), clip=methods.clip)
    for indicator in indicators:
        treatment = methods.treat_by_indicator.get(indicator.id, methods.treat)
        problems += _of_an_indicator(indicator, methods.normalise, treatment, frozen=bool(methods.scale))
    for node in tree.nodes():
        problems += _of_a_node(node, methods.rule(node.id), methods.normalise)
    return problems


def _of_the_frozen(method: Normalisation, *, frozen: bool, clip: bool) -> list[Problem]:
    if frozen and not method.freezable:
        known = ", ".join(kind for kind, m in NORMALISATIONS.items() if not issubclass(m, OfAllUnits))
        rule = f"must be one of {known} (bounds as values) where the scale is frozen"
        return [Problem("[method.normalise] kind", rule, repr(method.kind))]
    if clip and not frozen:
        return [Problem("[method] clip", "needs scale = true: only a frozen scale has values beyond its bounds")]
    return []


def _of_an_indicator(
    indicator: Indicator, method: Normalisation, treatment: Treatment, *, frozen: bool
) -> list[Problem]:
    """Ideal bands, goalposts, logarithms."""
    place, problems = f"indicator {indicator.id}", []
    transformed = treatment.transforms and not frozen
    if indicator.ideal is not None:
        low, high = indicator.ideal
        if isinstance(method, Categories) and not method.percentiles:
            rule = "has no meaning for categories with bounds in the indicator's unit"
            hint = "set goalposts and the method 'goalposts', or percentiles = true"
            problems.append(Problem(f"{place} ideal", rule, shown(list(indicator.ideal)), hint))
        if isinstance(method, FractionOfMax):
            rule = "has no meaning for 'fraction_of_max': the best distance from it is zero"
            problems.append(Problem(f"{place} ideal", rule, shown(list(indicator.ideal))))
        if isinstance(method, DistanceToTarget) and indicator.target is not None:
            problems.append(Problem(f"{place} target", "must not be set beside ideal", shown(indicator.target)))
        posts = indicator.goalposts
        if isinstance(method, Goalposts) and posts is not None and not posts[0] <= low <= high <= posts[1]:
            rule = f"must lie within the goalposts {shown(list(posts))}"
            problems.append(Problem(f"{place} ideal", rule, shown(list(indicator.ideal))))
    if isinstance(method, Goalposts) and indicator.log:
        if indicator.goalposts is not None and not indicator.goalposts[0] > 0:
            rule = "must be above zero where log is true"
            problems.append(Problem(f"{place} goalposts", rule, shown(list(indicator.goalposts))))
        if transformed:
            rule = "must not be set where the treatment takes a logarithm already"
            hint = 'treat = { kind = "none" } under this indicator, or log = false'
            problems.append(Problem(f"{place} log", rule, repr(treatment.kind), hint))
    if isinstance(method, FractionOfMax) and transformed:
        rule = "has no meaning after a transformation, which takes the zero of the scale away"
        problems.append(Problem(f"{place} fraction_of_max", rule, repr(treatment.kind)))
    return problems


def _of_a_node(node: Node, rule: NodeRules, method: Normalisation) -> list[Problem]:
    """A mean whose penalty is a coefficient of variation, on a scale that begins at zero."""
    aggregation = rule.aggregation
    if not aggregation.defined_on or method.above_zero:
        return []
    needs = "needs a scale that begins well above zero, where a coefficient of variation has a meaning"
    return [
        Problem(
            f"node {node.id} aggregate {aggregation.kind!r}",
            needs,
            repr(method.kind),
            f"normalise = {aggregation.defined_on}",
        )
    ]
