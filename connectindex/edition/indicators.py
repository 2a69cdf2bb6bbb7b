"""[indicators] of index.toml: the catalogue of indicators with the changes and additions of an edition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from connectindex.errors import Problem, did_you_mean, shown
from connectindex.filenames import FILE
from connectindex.indicators import CATALOGUE, expected
from connectindex.indicators.measures import MEASURES, from_links
from connectindex.model.indicator import Indicator
from connectindex.model.units import NO_GROUPS, YES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pandas import DataFrame

    from connectindex.edition.settings import CorridorSection, IndicatorSection
    from connectindex.gravity.spec import Gravity

OPTIONS = ("k", "by", "since")
KEYS = ("links", "potential", "measure", *OPTIONS, "within", "with_")
CORRIDORS = "corridors"


@dataclass(frozen=True, eq=False)
class Groups:
    """Look up the groups of units that a setting may name.

    Parameters
    ----------
    units
        Text of ``units.csv``: column ``unit`` and group columns.
    members
        Text of the multilateral links: ``member``, ``mode``, ``name``, ``year``.
    corridors
        Sections by id.
    """

    units: DataFrame
    members: DataFrame
    corridors: Mapping[str, CorridorSection]

    def codes(self, group: str | list[str], place: str) -> tuple[tuple[str, ...], list[Problem]]:
        """Return the members of a group, in the order of their codes.

        Parameters
        ----------
        group
            Codes; or ``column`` or ``column=label`` of ``units.csv``, ``corridors=id``, or ``mode=name`` for
            the members of an organisation or cable by its last records.
        place
            Its place.
        """
        known = list(self.units["unit"]) if "unit" in self.units else []
        if isinstance(group, list):
            problems = [
                Problem(place, "must be in units.csv", shown(code), did_you_mean(code, known))
                for code in group
                if code not in known
            ]
            members = set(group)
        else:
            members, problems = self._named(group, place)
        if not problems and not members:
            problems = [Problem(place, "must have members", shown(group))]
        return tuple(code for code in known if code in members), problems

    def _named(self, group: str, place: str) -> tuple[set[str], list[Problem]]:
        column, _, label = group.partition("=")
        columns = [c for c in self.units.columns if c not in NO_GROUPS]
        if column in columns:
            return set(self.units.loc[self.units[column] == (label or YES), "unit"]), []
        if column == CORRIDORS and label in self.corridors:
            return set(self.corridors[label].units), []
        members = self.members
        if {"member", "mode", "name", "year"} <= set(members.columns):
            chosen = members[(members["mode"] == column) & (members["name"] == label)]
            if len(chosen):
                return set(chosen.loc[chosen["year"] == chosen["year"].max(), "member"]), []
        rule = "must be a group column of units.csv, column=label, corridors=id or mode=name"
        known = [*columns, *(f"{CORRIDORS}={c}" for c in self.corridors)]
        return set(), [Problem(place, rule, shown(group), did_you_mean(group, known))]


def parsed_indicators(
    sections: Mapping[str, IndicatorSection],
    groups: Groups,
    models: Mapping[str, Gravity],
    defined: Mapping[str, Indicator],
) -> tuple[dict[str, Indicator], list[Problem]]:
    """Parse the indicators by id: the catalogue with the edition's changes and additions; list broken rules.

    `models`: gravity models by id; `defined`: indicators of the edition's Python file.
    """
    known, problems = {**CATALOGUE, **defined}, []
    for name, section in sections.items():
        place = f"{FILE} [indicators.{name}]"
        settings = section.model_dump(exclude_none=True, exclude={"treat", "of", *KEYS})
        for key, band in (("goalposts", section.goalposts), ("ideal", section.ideal)):
            if band is not None:
                settings[key] = tuple(band)
                if not (band[0] < band[1] or (key == "ideal" and band[0] == band[1])):
                    problems.append(Problem(f"{place} {key}", "must rise from lower to upper", shown(band)))
        per = section.per or (known[name].per if name in known else None)
        if section.shrink and not per:
            problems.append(Problem(f"{place} shrink", "needs a denominator: set per to what the count is divided by"))
        if name in known:
            problems += [
                Problem(f"{place} {key.strip('_')}", "is no setting of an indicator of the catalogue")
                for key in KEYS
                if getattr(section, key) is not None
            ]
            known[name] = replace(known[name], **settings)
            continue
        problems += _new_indicator(section, place)
        of_potential = section.potential is not None
        verb, new_problems = _expected(section, place, models) if of_potential else _verb(section, place, groups)
        problems += new_problems
        known[name] = Indicator(**{"id": name, "name": name, "unit": "", **settings, **verb})
    return known, problems


def _new_indicator(section: IndicatorSection, place: str) -> list[Problem]:
    hint = "it is not in the catalogue; see 'connectindex indicators'"
    problems = [
        Problem(place, f"a new indicator must have {key}", "", hint)
        for key in ("name", "unit", "direction")
        if getattr(section, key) is None
    ]
    if sum(map(bool, (section.variable, section.links, section.potential))) != 1:
        problems.append(Problem(place, "a new indicator must have either variable, links or potential", "", hint))
    return problems


def names_in(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return one name, several or none, as a tuple.

    Examples
    --------
    >>> names_in("a"), names_in(["a", "b"]), names_in(None)
    (('a',), ('a', 'b'), ())
    """
    return (value,) if isinstance(value, str) else tuple(value or ())


def _expected(
    section: IndicatorSection, place: str, models: Mapping[str, Gravity]
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the needs and the formula of an indicator that holds links against a gravity model, and broken rules."""
    measure, name = section.measure or expected.RATIO, str(section.potential)
    problems = [
        Problem(f"{place} {key.strip('_')}", "is no setting of an indicator with potential")
        for key in (*OPTIONS, "within", "with_")
        if getattr(section, key) is not None
    ]
    if name not in models:
        hint = did_you_mean(name, models) or "it is the ID of a section [potential.ID]"
        problems.append(Problem(f"{place} potential", "must be a gravity model of the edition", shown(name), hint))
    if measure not in expected.MEASURES:
        rule = f"must be one of {', '.join(expected.MEASURES)} for an indicator with potential"
        problems.append(Problem(f"{place} measure", rule, shown(measure), did_you_mean(measure, expected.MEASURES)))
    return ({}, problems) if problems else (expected.from_potential(models[name], measure), [])


def _verb(section: IndicatorSection, place: str, groups: Groups) -> tuple[dict[str, Any], list[Problem]]:
    """Return the needs and the formula of an indicator of links by its measure, and the rules its settings break."""
    links = names_in(section.links)
    measure = section.measure or "count"
    options = {key: getattr(section, key) for key in OPTIONS if getattr(section, key) is not None}
    if not links:
        keys = [key for key in KEYS if key != "links" and getattr(section, key) is not None]
        return {}, [Problem(f"{place} {key.strip('_')}", "is for an indicator with links") for key in keys]
    if measure not in MEASURES:
        hint = did_you_mean(measure, MEASURES)
        return {}, [Problem(f"{place} measure", f"must be one of {', '.join(MEASURES)}", shown(measure), hint)]
    wanted = MEASURES[measure].options
    problems = [Problem(place, f"measure {measure!r} must have {key}") for key in wanted if key not in options]
    problems += [
        Problem(f"{place} {key}", f"is no option of measure {measure!r}", shown(value))
        for key, value in options.items()
        if key not in wanted
    ]
    chosen: dict[str, tuple[str, ...]] = {}
    for key, group in (("within", section.within), ("with_", section.with_)):
        if group is not None:
            chosen[key], new_problems = groups.codes(group, f"{place} {key.strip('_')}")
            problems += new_problems
    return ({}, problems) if problems else (from_links(links, measure, options, **chosen), [])
