"""Sections of index.toml as pydantic models, and problems out of their errors."""

from __future__ import annotations

import dataclasses
import math
import re
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError, create_model

from connectindex.assumptions.methods import MOST_DRAWS
from connectindex.edition.faults import without_faults
from connectindex.edition.tables import LARGEST, SMALLEST
from connectindex.errors import Problem, did_you_mean, shown
from connectindex.filenames import FILE
from connectindex.gravity.spec import Family  # noqa: TC001 - pydantic reads the annotation
from connectindex.model.values import FIRST_YEAR, LAST_YEAR
from connectindex.readers import PlacesBlock, ValuesBlock
from connectindex.section import Section
from connectindex.style.section import ColoursSection, FontsSection, ReportSection

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_YEARS = 100  # each is measured by itself, which takes a part of a second
ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}")


def _sized(value: float) -> float:
    if math.isfinite(value) and value != 0 and not SMALLEST <= abs(value) <= LARGEST:
        raise ValueError(f"must be 0, or from {SMALLEST:g} to {LARGEST:g} in size")
    return value


def _whole(value: object) -> object:
    if type(value) is not int:  # True and 1.0 are equal to 1
        raise ValueError("must be 1 or -1")
    return value


Number = Annotated[float, AfterValidator(_sized)]
Title = Annotated[str, Field(min_length=1)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Direction = Annotated[Literal[1, -1], BeforeValidator(_whole)]


class IndexSection(Section):
    """``[index]``: what the index is."""

    title: Title
    edition: Title
    year: Year | None = None
    years: Annotated[list[Year], Field(min_length=1, max_length=MOST_YEARS)] | None = None
    publisher: str = ""
    licence: str = ""
    citation: str = ""
    language: str = "en"
    max_age: Annotated[int, Field(ge=0)] | None = None
    description: str = ""
    python: str | None = None
    priority: list[Title] = []
    authors: list[Title] = []
    doi: str = ""
    isbn: str = ""
    url: str = ""
    contact: str = ""
    pairs: Title | None = None


class IndicatorSection(Section):
    """``[indicators.ID]``: a new indicator, or other settings for one of the catalogue."""

    name: str | None = None
    unit: str | None = None
    direction: Direction | None = None
    variable: str | None = None
    of: Literal["partner", "smaller", "product", "difference"] | None = None
    links: str | list[str] | None = None
    potential: str | None = None
    measure: str | None = None
    k: Annotated[int, Field(ge=1, le=1000)] | None = None
    by: str | None = None
    since: Year | None = None
    within: str | list[str] | None = None
    with_: str | list[str] | None = Field(default=None, alias="with")
    per: str | None = None
    scale: Annotated[float, Field(ge=1e-15, le=1e15)] | None = None
    shrink: bool | None = None
    definition: str | None = None
    source: str | None = None
    bias: str | None = None
    not_applicable: str | None = None
    goalposts: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = None
    target: Number | None = None
    log: bool | None = None
    ideal: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = None
    floor: Number | None = None
    treat: dict[str, Any] | None = None


class ModeSection(Section):
    """``[modes.ID]``: a kind of link."""

    name: str = ""
    directed: bool = False
    absent: Literal["zero", "missing"] = "missing"
    counted: bool = True
    within: bool = False
    ends: Literal["places"] | None = None


class LinksSection(Section):
    """``[[links]]``: a table of link records that stays where it is; the other keys are values of all its records."""

    parquet: str | None = None
    csv: str | None = None
    url: Title | None = None
    accept: Title | None = None
    duckdb: str | None = None
    postgres: str | None = None
    spark: str | None = None
    table: str | None = None
    header: Annotated[list[str], Field(min_length=2)] | None = None
    separator: Literal[",", ";", "\t", "|"] | None = None
    where: dict[str, str | int | list[str]] = {}
    ends: Literal["places"] | None = None
    unknown: Literal["refuse", "leave_out"] = "refuse"
    columns: dict[str, str] = {}
    mode: str | None = None
    year: Year | None = None
    count: Annotated[Number, Field(ge=0)] | None = None
    status: str | None = None
    source: str | None = None
    operator: str | None = None


class MethodSection(Section):
    """``[method]``: one table a step, each with its kind.

    `scale`: treat and normalise by ``scale.csv``, frozen from an earlier edition's tables. `clip`: values
    beyond its bounds count as the bounds, so that no score lies beyond the ends of the scale.
    """

    impute: dict[str, Any] | None = None
    screen: dict[str, Any] | None = None
    treat: dict[str, Any] | None = None
    normalise: dict[str, Any] | None = None
    weight: dict[str, Any] | None = None
    aggregate: dict[str, Any] | None = None
    scale: bool = False
    clip: bool = False


class PotentialSection(Section):
    """``[potential.ID]``: links that a gravity model explains."""

    mode: str
    size: Annotated[list[str], Field(min_length=1)] = ["gdp", "population"]
    groups: list[str] = []
    distance: bool = True
    contiguity: str = ""
    landlocked: str = ""
    leave_out: str = ""
    coordinates: Annotated[list[str], Field(min_length=2, max_length=2)] = ["capital_latitude", "capital_longitude"]
    family: Family = "auto"
    level: Annotated[float, Field(gt=0, lt=1)] = 0.9


class CorridorSection(Section):
    """``[corridors.ID]``: units that are to be linked, in the order of the way."""

    name: str = ""
    units: list[str]
    modes: list[str] | None = None
    pairs: str = "successive"
    source: str = ""


class RobustnessSection(Section):
    """``[robustness]``: draws, seed, and what varies."""

    draws: Annotated[int, Field(ge=1, le=MOST_DRAWS)] = 1000
    seed: Annotated[int, Field(ge=0)] = 0
    vary: list[dict[str, Any]] = []
    failures: Literal["stop", "count"] = "stop"


class AuditSection(Section):
    """``[audit]``: what the authors answer to findings of the checks of coherence, by the id of the finding."""

    responses: dict[str, Title] = {}


class File(Section):
    """The whole of index.toml."""

    index: IndexSection
    tree: dict[str, Any]
    indicators: dict[str, IndicatorSection] = {}
    modes: dict[str, ModeSection] = {}
    links: list[LinksSection] = []
    values: list[ValuesBlock] = []
    places: list[PlacesBlock] = []
    method: MethodSection = MethodSection()
    robustness: RobustnessSection = RobustnessSection()
    audit: AuditSection = AuditSection()
    potential: dict[str, PotentialSection] = {}
    corridors: dict[str, CorridorSection] = {}
    report: ReportSection = ReportSection()


def ages_all(max_age: int | None) -> bool:
    """Tell whether values of any age are accepted, as where no age is set."""
    return max_age is None or max_age >= LAST_YEAR - FIRST_YEAR


def parse_sections(document: Mapping[str, Any]) -> tuple[File | None, list[Problem]]:
    """Parse the sections of index.toml, and list every rule they break.

    Where they break one, the sections are what is left without the keys at fault, so that the rest can be checked; None
    where nothing is left.
    """
    try:
        sections = File.model_validate(document)
    except ValidationError as error:
        problems = [_problem(e, "") for e in error.errors(include_url=False)]
        try:
            return File.model_validate(without_faults(document, error)), problems
        except (ValidationError, RecursionError):  # the second: tables in tables in tables
            return None, problems
    homes = ("indicators", "modes", "potential", "corridors")
    return sections, [
        Problem(f"{FILE} [{home}]", "an id must be letters, digits, '_', '-' or '.'", shown(name))
        for home in homes
        for name in getattr(sections, home)
        if not ID.fullmatch(name)
    ]


def parse_method(
    table: Mapping[str, Any], registry: Mapping[str, Any], place: str, ignore: tuple[str, ...] = ()
) -> tuple[Any | None, list[Problem]]:
    """Parse a method from its settings: ``kind`` selects the class, the other keys are its fields.

    Parameters
    ----------
    table
        Settings, e.g. ``{kind = "minmax", low = 1}``.
    registry
        Classes by kind; None for one whose code was not run, which gives no method.
    place
        Where the settings stand, e.g. ``index.toml [method.normalise]``.
    ignore
        Keys that somebody else reads.
    """
    settings = {k: v for k, v in table.items() if k not in ignore}
    kind = settings.pop("kind", None)
    if kind is None:
        return None, [Problem(place, "must have a kind", "", f"known: {', '.join(registry)}")]
    if not isinstance(kind, str) or kind not in registry:
        hint = did_you_mean(str(kind), registry)
        return None, [Problem(f"{place} kind", f"must be one of {', '.join(registry)}", shown(kind), hint)]
    if registry[kind] is None:
        return None, []
    fields = [f.name for f in dataclasses.fields(registry[kind]) if f.init]
    unknown = [k for k in settings if k not in fields]
    problems = [
        Problem(f"{place} {k}", f"unknown key for kind {kind!r}", shown(settings[k]), did_you_mean(k, fields))
        for k in unknown
    ]
    method_class: Any = registry[kind]
    known = {k: _frozen(v) for k, v in settings.items() if k in fields}
    try:
        method = method_class(**model_of(method_class).model_validate(known).model_dump(exclude_unset=True))
    except ValidationError as error:
        return None, problems + [_problem(e, place) for e in error.errors(include_url=False)]
    except ValueError as error:  # a rule of the method itself, across its settings
        return None, [*problems, Problem(place, str(error))]
    return (None if problems else method), problems


@cache
def model_of(method: Any) -> type[Section]:
    """Make a pydantic model with the fields of a frozen method, so that its settings are strictly typed."""
    hints = get_type_hints(method)
    fields: dict[str, Any] = {}
    for field in (f for f in dataclasses.fields(method) if f.init):
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        kind = Number if hints[field.name] is float else hints[field.name]
        fields[field.name] = (kind, ... if required else None)
    return create_model(method.__name__, __base__=Section, **fields)


def _frozen(value: Any) -> Any:
    """Convert TOML arrays to tuples, which frozen methods hold, in tables, too."""
    if isinstance(value, dict):
        return {k: _frozen(v) for k, v in value.items()}
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value


def _problem(error: Any, place: str) -> Problem:
    location = [str(part) for part in error["loc"]]
    rules = {
        "missing": "must be given",
        "extra_forbidden": "unknown key",
        "unexpected_keyword_argument": "unknown key",
        "float_type": "must be a number",
        "int_type": "must be a whole number",
        "string_type": "must be text in quotes",
        "bool_type": "must be true or false",
        "list_type": "must be a list",
        "tuple_type": "must be a list",
        "dict_type": "must be a table",
        "model_type": "must be a table",
        "string_too_short": "must not be empty",
        "too_short": "must have {min_length} or more",
        "too_long": "must have {max_length} or fewer",
    }
    rule = rules.get(error["type"], "").format(**error.get("ctx", {})) or _sentence(error["msg"])
    hint = ""
    if error["type"] == "extra_forbidden":
        hint = did_you_mean(location[-1], _known_keys(location[:-1]))
    got = "" if error["type"] in ("missing", "missing_argument") else shown(error["input"])
    where = place or f"{FILE} [{location[0]}]"
    rest = location if place else location[1:]
    if not place and location[0] in ("links", "values", "places") and len(location) > 1:
        where, rest = f"{FILE} [[{location[0]}]] {int(location[1]) + 1}", location[2:]
    return Problem(" ".join([where, ".".join(rest)]).strip(), rule, got, hint)


def _sentence(message: str) -> str:
    text = message.removeprefix("Value error, ").removeprefix("Input ")
    return text.replace("should be", "must be").replace("should", "must")


def _known_keys(location: list[str]) -> list[str]:
    homes: dict[str, type[BaseModel]] = {
        "index": IndexSection,
        "indicators": IndicatorSection,
        "modes": ModeSection,
        "links": LinksSection,
        "values": ValuesBlock,
        "places": PlacesBlock,
        "method": MethodSection,
        "robustness": RobustnessSection,
        "audit": AuditSection,
        "potential": PotentialSection,
        "corridors": CorridorSection,
        "report": ReportSection,
    }
    inner: dict[tuple[str, ...], type[BaseModel]] = {
        ("report", "colours"): ColoursSection,
        ("report", "fonts"): FontsSection,
    }
    home = inner.get(tuple(location[:2])) or homes.get(location[0], File) if location else File
    return list(home.model_fields)
