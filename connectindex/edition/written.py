"""Write the settings of an edition as plain values, for a manifest, and read them back."""

from __future__ import annotations

import dataclasses
import inspect
import json
import math
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationError

from connectindex.assumptions.methods import RobustnessSettings, VaryMethod
from connectindex.edition.model import Edition, Methods
from connectindex.edition.settings import MOST_YEARS, Direction, Number, RobustnessSection, Year, parse_method
from connectindex.edition.vary import parsed_robustness
from connectindex.errors import Problem, shown
from connectindex.model.indicator import Indicator
from connectindex.model.tree import ROOT, Leaf, Node
from connectindex.section import Section
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.bod import BenefitOfTheDoubt
from connectindex.stages.frozen import FrozenColumn
from connectindex.stages.registries import REGISTRIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STEPS = ("impute", "screen", "treat", "normalise", "weight")
# what makes two values of an indicator the same measurement; all else is method
MEASURING = ("needs", "variable", "per", "scale", "shrink", "of_partners", "together", "scope", "not_applicable")
DEEPEST = 60
Band = Annotated[list[Number], Field(min_length=2, max_length=2)]


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """Hold the settings that a built index was made with.

    Parameters
    ----------
    years
        Of the index.
    tree, methods, robustness
        As in an edition.
    indicators
        As far as the steps after measuring need them: without formula.
    content
        The plain values they were read from.
    """

    years: tuple[int, ...]
    tree: Node
    methods: Methods
    indicators: Mapping[str, Indicator]
    robustness: RobustnessSettings
    content: Mapping[str, Any]


class WrittenIndicator(Section):
    """Hold what later steps need of an indicator, and the text that identifies its measurement."""

    name: str
    unit: str
    direction: Direction
    measured: str
    goalposts: Band | None = None
    target: Number | None = None
    log: bool = False
    ideal: Band | None = None
    floor: Number | None = None


class WrittenMember(Section):
    """Hold a node or, without children, an indicator of the tree."""

    id: str
    weight: Number
    name: str = ""
    definition: str = ""
    short: str = ""
    children: list[WrittenMember] = Field(default_factory=list)


class WrittenRules(Section):
    """Hold the aggregation rule of a node."""

    aggregation: dict[str, Any]
    coverage: Number = 0.0


class WrittenColumn(Section):
    """Hold a row of a frozen scale; a missing key means no bound."""

    indicator: str = ""
    year: Year | None = None
    cap_low: Number | None = None
    cap_high: Number | None = None
    transform: str = ""
    minimum: Number | None = None
    maximum: Number | None = None
    left: bool = False
    exponent: Number = 0.0
    low: Number | None = None
    high: Number | None = None
    mean: Number | None = None
    sd: Number | None = None


class WrittenMethods(Section):
    """Hold a table for each step."""

    impute: dict[str, Any]
    screen: dict[str, Any]
    treat: dict[str, Any]
    normalise: dict[str, Any]
    weight: dict[str, Any]
    rules: dict[str, WrittenRules]
    treat_by_indicator: dict[str, dict[str, Any]] = Field(default_factory=dict)
    scale: dict[str, WrittenColumn] | list[WrittenColumn] = Field(default_factory=dict)
    clip: bool = False


class WrittenSettings(Section):
    """Hold all written settings."""

    years: list[Year] = Field(min_length=1, max_length=MOST_YEARS)
    tree: WrittenMember
    indicators: dict[str, WrittenIndicator]
    methods: WrittenMethods
    robustness: RobustnessSection
    modes: list[str]
    sources: list[str]


def written(edition: Edition) -> dict[str, Any]:
    """Write settings of an edition as plain values: with the tables of an output, they make it comparable.

    Parameters
    ----------
    edition
        Whole.

    Returns
    -------
    Dicts, lists, text, numbers; nothing of where the edition or its links lie.

    Examples
    --------
    >>> import connectindex as ci
    >>> written(ci.world())["methods"]["impute"]
    {'kind': 'group_median', 'group': 'region'}
    """
    methods = edition.methods
    return {
        "years": list(edition.about.years),
        "tree": _member(edition.tree),
        "indicators": {i.id: _indicator(i) for i in edition.indicators.values()},
        "methods": {
            **{step: _method(getattr(methods, step)) for step in STEPS},
            "rules": {
                node.id: {"aggregation": _method(rule.aggregation), "coverage": float(rule.coverage)}
                for node in edition.tree.nodes()
                for rule in (methods.rule(node.id),)
            },
            "treat_by_indicator": {name: _method(m) for name, m in methods.treat_by_indicator.items()},
            "scale": _scale(methods.scale),
            **({"clip": True} if methods.clip else {}),
        },
        "robustness": {
            "draws": edition.robustness.draws,
            "seed": edition.robustness.seed,
            "failures": edition.robustness.failures,
            "vary": [_assumption(v) for v in edition.robustness.vary],
        },
        "modes": list(edition.modes),
        "sources": [str(s) for s in edition.sources.table.index],
    }


def read_written(content: Any, place: str) -> tuple[Written | None, list[Problem]]:
    """Read the settings that `written` wrote, checked as strictly as those of an edition."""
    try:
        settings = WrittenSettings.model_validate(content)
    except (ValidationError, RecursionError) as error:
        first = error.errors(include_url=False) if isinstance(error, ValidationError) else []
        hint = "the output was changed or made by another version: build it again"
        places = [".".join(map(str, e["loc"])) for e in first] or [""]
        rule = "must be settings as a build writes them"
        return None, [Problem(f"{place} {where}".strip(), rule, "", hint) for where in places[:20]]
    indicators = {name: _read_indicator(name, one) for name, one in settings.indicators.items()}
    tree, problems = _read_tree(settings.tree, set(indicators), f"{place} tree")
    methods, new_problems = _read_methods(settings.methods, place)
    problems += new_problems
    if tree is None or methods is None:
        return None, problems
    names = {"indicators": list(indicators), "modes": settings.modes, "sources": settings.sources}
    audit, new_problems = parsed_robustness(settings.robustness, REGISTRIES, tree, names)
    problems += new_problems
    if settings.years != sorted(set(settings.years)):
        problems.append(Problem(f"{place} years", "must be different years in order", shown(settings.years)))
    lacking = [n.id for n in tree.nodes() if n.id not in methods.rules]
    problems += [Problem(f"{place} rules", "must have every node", "", f"missing: {n}") for n in lacking]
    if problems:
        return None, problems
    return Written(tuple(settings.years), tree, methods, indicators, audit, content), []


def plain(value: Any) -> Any:
    """Convert tuples to lists and mappings to dicts, as JSON returns them."""
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if hasattr(value, "items"):
        return {str(k): plain(v) for k, v in value.items()}
    return value


def _member(member: Node | Leaf) -> dict[str, Any]:
    if isinstance(member, Leaf):
        return {"id": member.id, "weight": float(member.weight)}
    return {
        "id": member.id,
        "weight": float(member.weight),
        "name": member.name,
        "definition": member.definition,
        "short": member.short,
        "children": [_member(c) for c in member.children],
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    return {
        "name": indicator.name,
        "unit": indicator.unit,
        "direction": indicator.direction,
        "measured": _measured(indicator),
        "goalposts": plain(indicator.goalposts),
        "target": indicator.target,
        "log": indicator.log,
        "ideal": plain(indicator.ideal),
        "floor": indicator.floor,
    }


def _measured(indicator: Indicator) -> str:
    """Describe how an indicator is measured, as a text that is equal where the measurement is."""
    settings = {name: plain(getattr(indicator, name)) for name in MEASURING}
    return json.dumps({**settings, "formula": _formula(indicator.compute)}, sort_keys=True, ensure_ascii=False)


def _formula(compute: Callable[..., Any] | None) -> Any:
    """Return the name of a formula and the plain values it was made with, as a measure with its options."""
    if compute is None:
        return ""
    name = f"{compute.__module__}.{compute.__qualname__}"
    if not inspect.isfunction(compute):
        return name
    options = {k: _option(v) for k, v in sorted(inspect.getclosurevars(compute).nonlocals.items())}
    return [name, options] if options else name


def _option(value: Any) -> Any:
    if isinstance(value, str | int | float | tuple | list | dict):
        return plain(value)
    return str(getattr(value, "words", getattr(value, "__qualname__", type(value).__name__)))


def _method(method: Any) -> dict[str, Any]:
    fields = {f.name: plain(getattr(method, f.name)) for f in dataclasses.fields(method) if f.init}
    return {"kind": method.kind, **fields}


def _assumption(vary: Any) -> dict[str, Any]:
    if isinstance(vary, VaryMethod):
        return {"what": vary.step, "among": [_method(m) for m in vary.among], "node": vary.node}
    what = {"VaryWeights": "weights", "LeaveOut": "leave_out", "VaryCounts": "counts", "VaryErrors": "errors"}
    fields = {f.name: plain(getattr(vary, f.name)) for f in dataclasses.fields(vary)}
    return {"what": what.get(type(vary).__name__, "links"), **fields}


def _scale(scale: tuple[FrozenColumn, ...]) -> Any:
    """Return rows by indicator; a list of rows where each year has its own."""
    rows = [_column(c) for c in scale]
    return rows if any("year" in r for r in rows) else {r.pop("indicator"): r for r in rows}


def _column(column: FrozenColumn) -> dict[str, Any]:
    values = {f.name: getattr(column, f.name) for f in dataclasses.fields(column)}
    return {k: v for k, v in values.items() if v is not None and (not isinstance(v, float) or math.isfinite(v))}


def _read_indicator(name: str, settings: WrittenIndicator) -> Indicator:
    def band(values: list[float] | None) -> tuple[float, float] | None:
        return None if values is None else (values[0], values[-1])

    fields = settings.model_dump(exclude={"measured", "goalposts", "ideal"})
    return Indicator(id=name, **fields, goalposts=band(settings.goalposts), ideal=band(settings.ideal))


def _read_tree(root: WrittenMember, indicators: set[str], place: str) -> tuple[Node | None, list[Problem]]:
    seen: list[str] = []
    problems: list[Problem] = []

    def member(one: WrittenMember, depth: int) -> Node | Leaf:
        seen.append(one.id)
        if not one.children:
            if one.id not in indicators:
                problems.append(Problem(place, "must name indicators", shown(one.id)))
            return Leaf(one.id, one.weight)
        weights = [c.weight for c in one.children]
        if min(weights) < 0 or not sum(weights) > 0:
            problems.append(Problem(f"{place} {shown(one.id)}", "weights must not be negative or all zero"))
        if depth > DEEPEST:
            problems.append(Problem(place, f"must not be deeper than {DEEPEST} levels"))
            return Leaf(one.id, one.weight)
        below = tuple(member(c, depth + 1) for c in one.children)
        return Node(one.id, one.name, one.weight, below, one.definition, one.short)

    tree = member(root, 0)
    if len(seen) != len(set(seen)) or root.id != ROOT:
        problems.append(Problem(place, f"must have {ROOT!r} at its top and every id once"))
    if set(seen) & indicators != indicators:
        problems.append(Problem(place, "must hold every indicator"))
    return (None, problems) if problems or not isinstance(tree, Node) else (tree, [])


def _read_methods(settings: WrittenMethods, place: str) -> tuple[Methods | None, list[Problem]]:
    methods: dict[str, Any] = {}
    problems: list[Problem] = []

    def read(table: dict[str, Any], step: str, where: str) -> Any:
        registry = REGISTRIES[step]
        if step == "aggregate":
            registry = {**registry, BenefitOfTheDoubt.kind: BenefitOfTheDoubt}
        method, wrong = parse_method(table, registry, f"{place} {where}")
        problems.extend(wrong)
        return method

    for step in STEPS:
        methods[step] = read(getattr(settings, step), step, step)
    rules = {n: NodeRules(read(r.aggregation, "aggregate", n), r.coverage) for n, r in settings.rules.items()}
    treats = {n: read(t, "treat", n) for n, t in settings.treat_by_indicator.items()}
    rows = settings.scale.items() if isinstance(settings.scale, dict) else [(c.indicator, c) for c in settings.scale]
    scale = tuple(FrozenColumn(n, **c.model_dump(exclude_none=True, exclude={"indicator"})) for n, c in rows)
    if problems:
        return None, problems
    return Methods(**methods, rules=rules, treat_by_indicator=treats, scale=scale, clip=settings.clip), []
