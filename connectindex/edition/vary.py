"""[robustness] of index.toml: assumptions that vary, as frozen classes."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from connectindex.assumptions.methods import LeaveOut, RobustnessSettings, VaryMethod, VaryWeights, frozen_problems
from connectindex.assumptions.noise import VaryCounts, VaryErrors, VaryLinks
from connectindex.edition.settings import parse_method
from connectindex.errors import Problem, did_you_mean, shown
from connectindex.filenames import FILE
from connectindex.stages.combinations import combination_problems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from connectindex.assumptions.methods import Assumption
    from connectindex.edition.model import Methods
    from connectindex.edition.settings import RobustnessSection
    from connectindex.model.indicator import Indicator
    from connectindex.model.tree import Node

MOST_CHOICES = 1_000  # looked at before the audit; of more, a draw without meaning stops it with its settings
STEPS = ("impute", "treat", "normalise", "aggregate")
SINGLE = {
    "weights": VaryWeights,
    "leave_out": LeaveOut,
    "counts": VaryCounts,
    "errors": VaryErrors,
    "links": VaryLinks,
}

MOST_ALTERNATIVES = 200


def parsed_robustness(
    section: RobustnessSection,
    registries: Mapping[str, Mapping[str, Any]],
    tree: Node,
    known_names: Mapping[str, Sequence[str]],
) -> tuple[RobustnessSettings, list[Problem]]:
    """Parse the settings of the audit, and list the rules they break.

    `known_names`: ids of the edition's indicators, of those that can be counts, of its modes and sources.
    """
    among = [table.get("among") for table in section.vary]
    number = len(among) + sum(len(methods) for methods in among if isinstance(methods, list))
    if number > MOST_ALTERNATIVES:
        rule = f"must have {MOST_ALTERNATIVES} tables and methods or fewer, as each is computed for all units"
        return RobustnessSettings(), [Problem(f"{FILE} [[robustness.vary]]", rule, f"{number:,}")]
    vary: list[Assumption] = []
    problems: list[Problem] = []
    for number, table in enumerate(section.vary, start=1):
        place = f"{FILE} [[robustness.vary]] {number}"
        what = table.get("what")
        kind = what if isinstance(what, str) else ""
        known = [*SINGLE, *STEPS]
        if kind in SINGLE:
            made, new_problems = parse_method({**table, "kind": kind}, {kind: SINGLE[kind]}, place, ignore=("what",))
            problems += new_problems + (_levels(made, tree, place) + _unknown(made, known_names, place) if made else [])
            vary += [made] if made else []
        elif kind in STEPS:
            made, new_problems = _methods(table, kind, registries[kind], tree, place)
            problems += new_problems
            vary += [made] if made else []
        else:
            hint = did_you_mean(str(what), known)
            problems.append(Problem(f"{place} what", f"must be one of {', '.join(known)}", shown(what), hint))
    if sum(isinstance(v, VaryLinks) for v in vary) > 1:
        problems.append(Problem(f"{FILE} [[robustness.vary]]", "links may vary once; name all modes there"))
    return RobustnessSettings(section.draws, section.seed, tuple(vary), section.failures), problems


def vary_problems(
    settings: RobustnessSettings, methods: Methods, indicators: Sequence[Indicator], tree: Node
) -> list[Problem]:
    """List choices that vary a frozen scale, or that cannot be combined and would stop the audit at such a draw."""
    place = f"{FILE} [[robustness.vary]]"
    problems = frozen_problems(settings.vary, place) if methods.scale else []
    steps = [v for v in settings.vary if isinstance(v, VaryMethod)]
    if settings.failures == "count" or prod(len(v.among) for v in steps) > MOST_CHOICES:
        return problems
    by_place: dict[tuple[str, str], Problem] = {}
    for chosen in product(*(v.among for v in steps)):
        drawn = methods
        for vary, method in zip(steps, chosen, strict=True):
            drawn = _with(drawn, vary, method, tree)
        words = ", ".join(f"{v.step} {m.kind!r}" for v, m in zip(steps, chosen, strict=True) if v.step != "impute")
        for p in combination_problems(indicators, drawn, tree):
            by_place.setdefault((p.place, p.got), replace(p, place=f"{place} {words}: {p.place}"))
    return problems + list(by_place.values()) if steps else problems


def _with(methods: Methods, vary: VaryMethod, method: Any, tree: Node) -> Methods:
    if vary.step != "aggregate":
        return replace(methods, **{vary.step: method})
    nodes = [n.id for n in tree.nodes() if vary.node in ("", n.id)]
    return replace(methods, rules={**methods.rules, **{n: replace(methods.rule(n), aggregation=method) for n in nodes}})


def _methods(
    table: Mapping[str, Any], step: str, registry: Mapping[str, Any], tree: Node, place: str
) -> tuple[VaryMethod | None, list[Problem]]:
    problems = [
        Problem(f"{place} {k}", "unknown key", shown(v), did_you_mean(k, ["what", "among", "node"]))
        for k, v in table.items()
        if k not in ("what", "among", "node")
    ]
    among = table.get("among")
    if not isinstance(among, list) or not among or not all(isinstance(a, dict) for a in among):
        return None, [
            *problems,
            Problem(f"{place} among", "must be a list of methods, each with its kind", shown(among)),
        ]
    methods = []
    for k, settings in enumerate(among, start=1):
        method, new_problems = parse_method(settings, registry, f"{place} among {k}")
        problems += new_problems
        methods += [method] if method is not None else []
    node = table.get("node", "")
    nodes = [n.id for n in tree.nodes()]
    if node and (step != "aggregate" or node not in nodes):
        problems.append(
            Problem(f"{place} node", "must be a node, for aggregate", shown(node), did_you_mean(str(node), nodes))
        )
    return (VaryMethod(step, tuple(methods), node) if methods and not problems else None), problems  # type: ignore[arg-type]


def _unknown(made: Any, known_names: Mapping[str, Sequence[str]], place: str) -> list[Problem]:
    """List names of indicators, modes and sources that the edition does not have."""
    listed = {"indicators": (), "modes": (), "errors": ()} | {
        key: tuple(getattr(made, key)) for key in ("indicators", "modes", "errors") if hasattr(made, key)
    }
    homes = {"indicators": "indicators", "modes": "modes", "errors": "sources"}
    no_counts = [n for n in listed["indicators"] if n in known_names["indicators"] and n not in known_names["counts"]]
    hint = "what = 'links' varies who is linked"
    return [Problem(f"{place} indicators", "must name counts of links", shown(n), hint) for n in no_counts] + [
        Problem(f"{place} {key}", f"must name {homes[key]} of the edition", shown(name), did_you_mean(name, known))
        for key, names in listed.items()
        for name in names
        if name not in (known := known_names[homes[key]])
    ]


def _levels(made: Any, tree: Node, place: str) -> list[Problem]:
    if not isinstance(made, VaryWeights | LeaveOut):
        return []
    top = tree.level() - 1
    levels = made.levels if isinstance(made, VaryWeights) else (made.level,)
    rule = f"must be a level from 1 (indicators) to {top} (right below the index)"
    return [Problem(f"{place} level", rule, shown(level)) for level in levels if not 1 <= level <= top]
