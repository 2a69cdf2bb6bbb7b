"""Settings without effect: keys of index.toml that nothing reads, each with the reason."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from connectindex.assumptions.methods import VaryMethod
from connectindex.edition.inputs import tables_named
from connectindex.edition.settings import ages_all
from connectindex.errors import Problem, limited, shown
from connectindex.filenames import FILE, MAP
from connectindex.model.tree import Node
from connectindex.stages.normalise import NORMALISATIONS
from connectindex.stages.screen import Coverage
from connectindex.stages.weight import Equal, FromData

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from connectindex.edition.model import Edition
    from connectindex.edition.settings import File

BOXCOX = "boxcox"


def without_effect(sections: File, edition: Edition) -> list[Problem]:
    """List warnings of settings that change nothing.

    Parameters
    ----------
    sections
        index.toml as it was given.
    edition
        What was made of it.
    """
    steps = (_years, _indicators, _treatment, _methods, _tree, _files, _report)
    return [p for step in steps for p in limited(step(sections, edition))]


def _idle(key: str, why: str, got: object = None, hint: str = "") -> Problem:
    return Problem(f"{FILE} {key}", f"has no effect: {why}", "" if got is None else shown(got), hint)


def _indicators(sections: File, edition: Edition) -> Iterator[Problem]:
    varied = [v.among for v in edition.robustness.vary if isinstance(v, VaryMethod) and v.step == "normalise"]
    read = {setting for m in (edition.methods.normalise, *chain.from_iterable(varied)) for setting in m.reads}
    readers = {setting: kind for kind, m in NORMALISATIONS.items() for setting in m.reads}
    for name, section in sections.indicators.items():
        place = f"[indicators.{name}]"
        if name not in edition.indicators:
            yield _idle(place, "no node of the tree lists the indicator")
            continue
        for key, reader in readers.items():
            value = getattr(section, key)
            if value and key not in read:
                why = f"normalisation of kind {edition.methods.normalise.kind!r} does not read it"
                yield _idle(f"{place} {key}", why, value, f"read by kind {reader!r}")
        if section.log and not edition.indicators[name].goalposts:
            yield _idle(f"{place} log", "it speaks of goalposts, and there are none")
        if section.scale is not None and not edition.indicators[name].per:
            yield _idle(f"{place} scale", "it is of a denominator, and per is not set", section.scale)


def _treatment(sections: File, edition: Edition) -> Iterator[Problem]:
    of_indicators = {
        f"[indicators.{n}] treat": s.treat for n, s in sections.indicators.items() if n in edition.indicators
    }
    alone = {"[method.treat]": sections.method.treat}
    for place, table in (alone | of_indicators).items():
        if not table or table.get("kind") == "none":
            continue
        if edition.methods.scale:
            yield _idle(place, "the frozen scale says how each indicator is treated", table.get("kind"))
        elif "exponent" in table and table.get("kind") != BOXCOX and table.get("then") != BOXCOX:
            yield _idle(f"{place} exponent", f"only {BOXCOX!r} has one", table["exponent"])
    if sections.method.treat and set(edition.indicators) <= set(edition.methods.treat_by_indicator):
        yield _idle("[method.treat]", "every indicator has its own treatment")


def _years(sections: File, edition: Edition) -> Iterator[Problem]:
    age, methods = sections.index.max_age, edition.methods
    if age is not None and ages_all(age):
        yield _idle("[index] max_age", "no value can be that old", age)
    if len(edition.about.years) == 1:
        if methods.impute.over_years:
            why = "it fills from other years of the index, which has one"
            yield _idle("[method.impute] kind", why, methods.impute.kind, "set years, a panel")
        if (sections.method.normalise or {}).get("pool") == "panel":
            yield _idle("[method.normalise] pool", "the index has one year", "panel")


def _methods(sections: File, edition: Edition) -> Iterator[Problem]:
    methods, section = edition.methods, sections.method
    screen = methods.screen
    if isinstance(screen, Coverage):
        thresholds = (screen.unit, screen.zeros, *screen.nodes.values())
        if not any(thresholds) and not screen.drop:
            yield _idle("[method.screen]", "unit, nodes and zeros are 0, so that no unit is left out")
        elif screen.keep and not any(thresholds):
            yield _idle("[method.screen] keep", "unit, nodes and zeros are 0", list(screen.keep))
    rules = {n.id: table for n, _, table in _nodes(sections, edition)}
    if section.aggregate is not None and all("aggregate" in table for table in rules.values()):
        yield _idle("[method.aggregate]", "every node has its own aggregate", section.aggregate.get("kind"))
    audit = sections.robustness
    if not audit.vary:
        for key in sorted({"draws", "seed", "failures"} & audit.model_fields_set):
            yield _idle(f"[robustness] {key}", "nothing varies", getattr(audit, key), "add [[robustness.vary]]")


def _tree(sections: File, edition: Edition) -> Iterator[Problem]:
    """List weights that another rule sets."""
    weighting = edition.methods.weight
    root = edition.methods.rule(edition.tree.id).aggregation
    for node, path, table in _nodes(sections, edition):
        below = {c.id: table.get(c.id) for c in node.children}
        places = [f"[{path}.{c}] weight" for c, t in below.items() if isinstance(t, dict) and "weight" in t]
        places += [f"[{path}] weights.{leaf}" for leaf in table.get("weights", {})]
        if node is edition.tree and not root.weighted:
            why = f"weights of kind {root.kind!r} are each unit's own"
        elif isinstance(weighting, Equal):
            why = "weights of kind 'equal' are all the same"
        elif isinstance(weighting, FromData) and node.level() - 1 in weighting.levels and len(node.children) > 1:
            why = f"weights of kind {weighting.kind!r} are made from the data"
        else:
            continue
        for place in places:
            yield _idle(place, why)


def _nodes(sections: File, edition: Edition) -> Iterator[tuple[Node, str, Mapping[str, Any]]]:
    """Iterate over the nodes, each with its place and its table in index.toml."""

    def below(node: Node, path: str, table: Mapping[str, Any]) -> Iterator[tuple[Node, str, Mapping[str, Any]]]:
        yield node, path, table
        for child in node.children:
            if isinstance(child, Node):
                yield from below(child, f"{path}.{child.id}", table[child.id])

    yield from below(edition.tree, "tree", sections.tree)


def _files(sections: File, edition: Edition) -> Iterator[Problem]:
    folder = edition.folder
    if folder is None:
        return
    if not edition.methods.scale:
        for path in tables_named(folder, "scale")[:1]:
            yield Problem(path.name, "is not used", "", f"set scale = true under [method] of {FILE}")
    if sections.report.map and sections.report.map != MAP and (folder / MAP).is_file():
        yield Problem(MAP, "is not used: [report] map names another", shown(sections.report.map))


def _report(sections: File, edition: Edition) -> Iterator[Problem]:
    scored = set(edition.units.in_year(edition.about.years[-1]).codes)
    for code in sections.report.highlight:
        if code not in scored:
            yield _idle("[report] highlight", "the unit is not scored", code)
    known = set(edition.values.variables)
    for variable, base in sections.report.prices.items():
        if variable not in known:
            yield _idle(f"[report] prices.{variable}", "no value of this variable is known", base)
    if sections.report.map and edition.report.outlines is None:
        for key in ("map_name", "map_credit", "map_disclaimer"):
            if getattr(sections.report, key):
                yield _idle(f"[report] {key}", f"{MAP} says so itself", getattr(sections.report, key))
