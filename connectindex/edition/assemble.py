"""Assemble an Edition from checked sections and tables, with the checks that span several of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.edition.about import parsed_about
from connectindex.edition.corridors import parsed_corridors
from connectindex.edition.ends import links_problems, unknown_ends, warnings_of_ends, without_data
from connectindex.edition.indicators import Groups, names_in, parsed_indicators
from connectindex.edition.languages import language_problems
from connectindex.edition.lifetimes import dated, lifetime_problems, outside, units_of
from connectindex.edition.model import Edition, Methods, ReportSettings
from connectindex.edition.needs import need_problems
from connectindex.edition.pairs import of_pairs, pair_problems
from connectindex.edition.places import known_codes, marked, place_problems, places_of
from connectindex.edition.potentials import parsed_potentials
from connectindex.edition.priority import ranked
from connectindex.edition.projects import ends_before_start, project_problems
from connectindex.edition.published import Reading, of_links
from connectindex.edition.registers import alias_problems
from connectindex.edition.scale import parsed_scale, scale_problems
from connectindex.edition.settings import parse_method
from connectindex.edition.tables import alike, broken, column_of, duplicates, to_number, to_year, unknown
from connectindex.edition.texts import parsed_texts
from connectindex.edition.trees import TreeReader
from connectindex.edition.user_code import UserCode
from connectindex.edition.vary import parsed_robustness, vary_problems
from connectindex.errors import Problem, did_you_mean, shown
from connectindex.filenames import FILE
from connectindex.indicators import CATALOGUE
from connectindex.links import RECORD_COLUMNS
from connectindex.links.check import Known, checked
from connectindex.model.dyads import OPERATING, Mode
from connectindex.model.sources import Sources
from connectindex.model.tree import COLUMNS, ROOT
from connectindex.model.units import NO_GROUPS
from connectindex.model.values import MISSING, NOT_APPLICABLE, OBSERVED, REPORTED, Values
from connectindex.stages.bod import BenefitOfTheDoubt
from connectindex.stages.combinations import combination_problems
from connectindex.stages.registries import registries
from connectindex.stages.weight import Nominal
from connectindex.style.drawings import drawing_problems
from connectindex.style.outlines import parsed_outlines
from connectindex.style.report_style import parsed_style
from connectindex.territories import Register, hint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from pandas import DataFrame

    from connectindex.edition.files import RawTable
    from connectindex.edition.settings import File
    from connectindex.links import LinkSource
    from connectindex.model.indicator import Indicator
    from connectindex.model.tree import Node

KINDS = ("units", "aliases", "places", "values", "links", "members", "projects", "coverage", "sources", "scale")


@dataclass(frozen=True, eq=False)
class EditionParts:
    """Hold what an edition has besides its settings and tables: folder, file digests, texts, Python code, names.

    Parameters
    ----------
    folder, inputs
        As in `Edition`.
    texts
        As `connectindex.edition.texts.read_texts` reads them.
    user_code
        Indicators and methods of its Python file.
    register
        What its units are called.
    readings
        What was read from the files that ``[[values]]`` names.
    ends
        Whether ``[[links]]`` have ends that are places alone.
    lost
        Whether a table of values or links could not be read.
    """

    folder: Path
    inputs: Mapping[str, str]
    user_code: UserCode = field(default_factory=UserCode)
    register: Register = field(default_factory=lambda: Register({}))
    readings: tuple[Reading, ...] = ()
    ends: bool = False
    lost: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)

    def meant(self, places: Iterable[str] = ()) -> Callable[[str], str]:
        """Return a function that suggests a unit, or a place, for an unknown code."""
        others = Register(dict.fromkeys(places, ()))
        return lambda code: hint(code, self.register) or (hint(code, others) if others.names else "")


def assemble(
    sections: File,
    tables: Mapping[str, list[RawTable]],
    stores: Sequence[LinkSource],
    parts: EditionParts,
    problems: list[Problem],
) -> tuple[Edition | None, list[Problem]]:
    """Build an edition from its parts, or None where there are problems.

    Parameters
    ----------
    sections, tables
        Each checked on its own.
    stores
        Link records that stay where they are; checked here, where they lie.
    parts
        Folder, digests, texts and Python code of the edition.
    problems
        Found before.

    Returns
    -------
    The edition or None, and all problems: those found before and those that show only when the
    parts are seen together. All checks read the text of the tables, so that one wrong cell hides no
    other problem.
    """
    (about, new_problems), known_methods = parsed_about(sections), registries(parts.user_code.methods)
    text = {kind: stacked(tables.get(kind, [])) for kind in KINDS}
    text["values"], replaced = ranked(text["values"], sections.index.priority, {r.file for r in parts.readings})
    named = Groups(text["units"], text["members"], sections.corridors)
    modes = {m: Mode(id=m, **s.model_dump(exclude_none=True)) for m, s in sections.modes.items()}
    groups = [c for c in text["units"].columns if c not in NO_GROUPS]
    variables = set(column_of(text["values"], "variable"))
    potential, of_potential = parsed_potentials(sections.potential, modes, variables, groups)
    indicators, more = parsed_indicators(sections.indicators, named, potential, parts.user_code.indicators)
    methods, treatments, default, root, most = _methods(sections, known_methods)
    problems = [*problems, *new_problems, *language_problems(about.language, parts.folder), *more, *most]
    reader = TreeReader(indicators, default, known_methods["aggregate"])
    tree = reader.read(sections.tree, sections.index.title)
    if root is not None:
        reader.rules[ROOT] = replace(reader.rules[ROOT], aggregation=root)
    used = {leaf.id: indicators[leaf.id] for leaf in tree.leaves() if leaf.id in indicators}
    names = {
        "indicators": list(used),
        "modes": list(modes),
        "sources": list(column_of(text["sources"], "id")),
        "counts": [i.id for i in used.values() if i.counts is not None or i.variable is not None],
    }
    audit, new_problems = parsed_robustness(sections.robustness, known_methods, tree, names)
    problems += reader.problems + new_problems + of_potential
    places = places_of(text["places"])
    files = {k: next((t.name for t in tables.get(k, [])), f"{k}.csv") for k in ("units", "places", "sources")}
    ends, where = known_codes(column_of(text["units"], "unit"), places, (files["units"], files["places"]))
    known = Known(
        ends, modes, names["sources"], where, places, parts.meant(places), parts.register.matches, dated(text["units"])
    )
    elsewhere, new_problems = checked(stores, known)
    problems += new_problems
    stores = [replace(s, left_out=tuple(sorted(elsewhere.left_out.get(s.name, ())))) for s in stores]
    noted = elsewhere.modes | {*column_of(text["links"], "mode"), *column_of(text["members"], "mode")}
    recorded = [m for m in modes if m in noted]
    codes = list(column_of(text["units"], "unit"))
    corridors, new_problems = parsed_corridors(sections.corridors, codes, recorded, used.values(), names["sources"])
    problems += new_problems + _tables(text, modes, places, files, parts)
    problems += [
        *_names(sections, used, text["units"], methods),
        *_method_names(methods, tree, codes),
        *lifetime_problems(text["units"], about.years, sections.index.pairs),
    ]
    if not parts.lost:  # what a table lacks that could not be read is not known
        named_links = {name: names_in(section.links) for name, section in sections.indicators.items()}
        problems += need_problems(used.values(), modes, text, elsewhere.modes, about.years, named_links)
        problems += without_data(text, elsewhere.units, places)
    new_problems = scale_problems(text["scale"], used) if sections.method.scale else []
    methods = replace(
        methods,
        rules=reader.rules,
        treat_by_indicator={k: t for k, t in treatments.items() if k in used},
        scale=parsed_scale(text["scale"]) if sections.method.scale and not new_problems else (),
        clip=sections.method.clip,
    )
    if not new_problems:
        new_problems = [
            replace(p, place=f"{FILE} {p.place}") for p in combination_problems([*used.values()], methods, tree)
        ]
        new_problems += vary_problems(audit, methods, [*used.values()], tree)
    problems += new_problems
    report, new_problems = _report(sections, parts, codes)
    texts, more = parsed_texts(parts.texts, tree, text["units"], sections.index.pairs, parts.folder)
    problems += new_problems + more + pair_problems(sections, used, codes)
    if problems:
        return None, problems
    units = units_of(text["units"])
    made = Edition(
        about=about,
        units=units,
        values=_values(text["values"]),
        sources=_sources(text["sources"]),
        links=_links(text["links"], text["members"]),
        link_sources=tuple(stores),
        places=marked(places, codes) | {m.written: m.unit for m, _ in chain(*elsewhere.matches.values())},
        projects=text["projects"],
        modes=modes,
        coverage=text["coverage"]
        .reindex(columns=["what", "unit", "status", "reason"])
        .rename(columns={"what": "mode"}),
        indicators=used,
        tree=tree,
        methods=methods,
        report=report,
        robustness=audit,
        responses=sections.audit.responses,
        potential=potential,
        corridors=corridors,
        texts=texts,
        folder=parts.folder,
        inputs=parts.inputs,
        warnings=(
            *replaced,
            *warnings_of_ends(text, modes, places, codes, elsewhere),
            *outside(units, text, places, elsewhere),
        ),
        readings=(*parts.readings, *map(of_links, elsewhere.matches.items())),
    )
    return of_pairs(made, sections.index.pairs, sections.indicators), []


def _report(sections: File, parts: EditionParts, codes: list[str]) -> tuple[ReportSettings, list[Problem]]:
    section, folder, chapters = sections.report, parts.folder, parts.user_code.chapters
    style, problems = parsed_style(section, folder, chapters)
    outlines, new_problems = parsed_outlines(section, folder, codes)
    new_problems += drawing_problems(folder)
    groups = tuple(section.groups)
    return ReportSettings(
        tuple(section.highlight),
        section.peers,
        groups,
        dict(section.prices),
        style,
        outlines,
        section.map,
        chapters,
    ), problems + new_problems


def _methods(
    sections: File, known: Mapping[str, Mapping[str, Any]]
) -> tuple[Methods, dict[str, Any], Any, BenefitOfTheDoubt | None, list[Problem]]:
    methods, problems = {}, []
    for step, registry in known.items():
        table = getattr(sections.method, step)
        if table is not None:
            methods[step], more = parse_method(table, registry, f"{FILE} [method.{step}]")
            problems += more
    treatments: dict[str, Any] = {}
    for name, section in sections.indicators.items():
        if section.treat is not None:
            method, more = parse_method(section.treat, known["treat"], f"{FILE} [indicators.{name}] treat")
            treatments |= {name: method} if method is not None else {}
            problems += more
    default, root = methods.pop("aggregate", None), None
    if isinstance(methods.get("weight"), BenefitOfTheDoubt):
        # each unit's own weights make a score at once: it is the root's aggregation
        problems += [Problem(f"{FILE} [tree] aggregate", "must not be set beside weights of kind 'bod'")] * (
            "aggregate" in sections.tree
        )
        root, methods["weight"] = methods["weight"], Nominal()
    chosen = {step: method for step, method in methods.items() if method is not None}
    return Methods(**chosen), treatments, default, root, problems


def stacked(tables: list[RawTable]) -> DataFrame:
    """Concatenate tables of one kind; cells of columns that a table lacks are empty."""
    return pd.concat([t.text for t in tables]).astype(object).fillna("") if tables else pd.DataFrame(dtype=object)


def _tables(
    text: Mapping[str, DataFrame],
    modes: Mapping[str, Mode],
    places: dict[str, str],
    files: Mapping[str, str],
    parts: EditionParts,
) -> list[Problem]:
    """Check rows against each other and against other tables, which are in `files`."""
    codes, sources = column_of(text["units"], "unit"), column_of(text["sources"], "id")
    link_keys = ["from", "to", "mode", "year", "name", "status", "start", "operator"]
    links = text["links"]
    problems = duplicates(text["units"], ["unit"], "a unit") + alike(text["units"], "unit")
    problems += broken(codes[codes.isin(COLUMNS)], f"a code must not be a column of the tables ({', '.join(COLUMNS)})")
    alone = any(m.ends for m in modes.values()) or parts.ends
    problems += place_problems(text["places"], codes, files["units"], alone=alone)
    problems += alias_problems(text["aliases"], codes, unknown)
    problems += duplicates(text["sources"], ["id"], "a source")
    problems += duplicates(text["values"], ["unit", "year", "variable"], "a unit's value in a year")
    problems += duplicates(links, [k for k in link_keys if k in links], "a link")
    problems += links_problems(links, modes)
    problems += ends_before_start(links) + ends_before_start(text["members"])
    problems += duplicates(text["members"], ["member", "name", "mode", "year"], "a membership")
    problems += duplicates(text["coverage"], ["what", "unit"], "a unit's coverage")
    for kind in ("values", "coverage"):
        problems += unknown(text[kind], "unit", codes, files["units"], parts.meant())
    ends, where = known_codes(codes, places, (files["units"], files["places"]))
    problems += project_problems(text["projects"], ends, where, modes)
    for kind, columns in {"links": ["from", "to"], "members": ["member"]}.items():
        for column in columns:
            problems += unknown_ends(text[kind], column, modes, places, (ends, where), parts.meant(places))
    for kind, column in {"links": "mode", "members": "mode", "coverage": "what"}.items():
        problems += unknown(text[kind], column, modes, f"[modes] of {FILE}")
    for kind in ("values", "links", "members", "projects"):
        problems += unknown(text[kind], "source", sources, files["sources"])
    return problems + _value_problems(text["values"])


def _value_problems(values: DataFrame) -> list[Problem]:
    if not {"value", "status"} <= set(values.columns):
        return []
    known = values["status"].isin(OBSERVED)
    empty = values["value"] == ""
    lacking = values["status"].isin([MISSING, NOT_APPLICABLE])
    problems = broken(
        values.loc[known & empty, "value"], "must be given where status is reported, estimated or incomplete"
    )
    return problems + broken(
        values.loc[lacking & ~empty, "value"], "must be empty where status is missing or not_applicable"
    )


def _values(text: DataFrame) -> Values:
    columns = ["unit", "year", "variable", "value", "status", "source"]
    text = text.reindex(columns=columns).astype(object).fillna("")
    value = to_number(text["value"])
    default = value.notna().map({True: REPORTED, False: MISSING}).astype(object)
    status = text["status"].where(text["status"] != "", default)
    table = text.assign(year=to_year(text["year"]).astype(int), value=value, status=status)
    return Values(table.reset_index(drop=True))


def _sources(text: DataFrame) -> Sources:
    return Sources(text.set_index("id") if len(text) else pd.DataFrame(columns=["title"]))


def _links(links: DataFrame, members: DataFrame) -> DataFrame:
    """Join records of both kinds in one table; a membership has no ``to``."""
    both = pd.concat([links, members.rename(columns={"member": "from"})])
    operators = {"operator": both["operator"].fillna("").astype("str")} if "operator" in both else {}
    both = both.reindex(columns=list(RECORD_COLUMNS)).astype(object)
    text = both.where(both.notna(), "")
    count = to_number(text["count"])
    return pd.DataFrame(
        {
            "from": text["from"].astype(str),
            "to": both["to"].where(text["to"] != "").astype("str"),
            "name": text["name"].astype(str),
            "mode": text["mode"].astype(str),
            "year": to_year(text["year"]).astype(int),
            "count": count.fillna(1.0),
            "capacity": to_number(text["capacity"]),
            "status": text["status"].where(text["status"] != "", OPERATING).astype(str),
            "start": to_year(text["start"]),
            "end": to_year(text["end"]),
            "source": text["source"].astype(str),
            **operators,
        }
    ).reset_index(drop=True)


def _names(sections: File, used: Mapping[str, Indicator], units: DataFrame, methods: Methods) -> list[Problem]:
    """Check the groups and units that settings name."""
    groups = [c for c in units.columns if c not in NO_GROUPS]
    group_of_setting: dict[str, str | None] = {
        f"indicator {i.id} not_applicable": i.not_applicable for i in used.values()
    }
    group_of_setting["[method.impute] group"] = getattr(methods.impute, "group", None)
    group_of_setting["[report] peers"] = sections.report.peers
    group_of_setting |= {f"[report] groups {i + 1}": g for i, g in enumerate(sections.report.groups)}
    problems = []
    for place, group in group_of_setting.items():
        column, _, label = (group or "").partition("=")
        if group and column not in groups:
            hint = did_you_mean(group, groups)
            if place.split()[1] in CATALOGUE:
                hint = "the catalogue says so of its indicator of this id; one of your own needs another id"
            problems.append(Problem(f"{FILE} {place}", "must be a group column of units.csv", shown(group), hint))
        elif label and label not in set(units[column]):
            hint = did_you_mean(label, units[column])
            problems.append(Problem(f"{FILE} {place}", "must be a group with units", shown(group), hint))
    codes = list(column_of(units, "unit"))
    return problems + [
        Problem(f"{FILE} [report] highlight", "must be in units.csv", shown(code), did_you_mean(code, codes))
        for code in sections.report.highlight
        if code not in codes
    ]


def _method_names(methods: Methods, tree: Node, codes: list[str]) -> list[Problem]:
    """Check the nodes, units and levels that methods name."""
    nodes, top = [n.id for n in tree.nodes()], tree.level() - 1
    screen, place = methods.screen, f"{FILE} [method.screen]"
    names = [(f"{place} nodes", "a node of the tree", name, nodes) for name in getattr(screen, "nodes", ())]
    for key in ("keep", "drop"):
        names += [(f"{place} {key}", "in units.csv", code, codes) for code in getattr(screen, key, ())]
    return [
        Problem(where, f"must be {what}", shown(name), did_you_mean(name, known))
        for where, what, name, known in names
        if name not in known
    ] + [
        Problem(f"{FILE} [method.weight] levels", f"must be levels from 1 (indicators) to {top}", shown(level))
        for level in getattr(methods.weight, "levels", ())
        if not 1 <= level <= top
    ]
