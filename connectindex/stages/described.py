"""Describe the methods of each step: kind, settings, defaults, one line; from registries and docstrings."""

from __future__ import annotations

import dataclasses
import inspect
import re
from typing import TYPE_CHECKING, Any

from connectindex.errors import InputError, Problem, did_you_mean, shown
from connectindex.stages.registries import REGISTRIES

if TYPE_CHECKING:
    from collections.abc import Mapping

SHARED = {
    "floor": "Lowest score allowed; a floor above zero keeps zeros out of a geometric mean.",
    "pool": "``year``: bounds of each year; ``panel``: of all years together.",
    "levels": "Levels of the groups whose children are weighed; indicators are the children of level 1.",
    "group": "Column of units.csv, or of a table like it, that says which group a unit is in.",
    "scale": "Score of the best unit.",
    "low": "Score of the worst unit.",
    "mean": "Mean of the scores.",
    "sd": "Standard deviation of the scores.",
}
REQUIRED = object()


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """Describe one setting of a method: name, type as it is written in the code, default and meaning."""

    name: str
    type: str
    default: Any
    text: str

    @property
    def required(self) -> bool:
        """Tell whether it must be given."""
        return self.default is REQUIRED

    def written(self) -> str:
        """Write the default as TOML has it; empty where there is none.

        Examples
        --------
        >>> Setting("cap", "bool", False, "").written(), Setting("among", "tuple", ("a", 1), "").written()
        ('false', '["a", 1]')
        """
        return "" if self.required or self.default is None else _toml(self.default)


@dataclasses.dataclass(frozen=True, slots=True)
class Method:
    """Describe one method of a step."""

    step: str
    kind: str
    summary: str
    settings: tuple[Setting, ...]
    notes: str = ""

    def line(self) -> str:
        """Write the method on one line: kind, settings with their defaults, summary; separated by tabs."""
        written = [s.name if not s.written() else f"{s.name} = {s.written()}" for s in self.settings]
        needed = {s.name for s in self.settings if s.required}
        settings = ", ".join(f"{text} (required)" if text in needed else text for text in written)
        return f"{self.step}\t{self.kind}\t{settings}\t{self.summary}"


def methods(step: str | None = None) -> list[Method]:
    """List the methods of a step, or of all steps in their order.

    Raises
    ------
    InputError
        There is no such step.

    Examples
    --------
    >>> [m.kind for m in methods("screen")]
    ['none', 'coverage']
    >>> methods("sreen")
    Traceback (most recent call last):
    connectindex.errors.InputError: step: must be one of impute, screen, treat, normalise, weight, aggregate, got \
'sreen'; did you mean 'screen'?
    """
    if step is not None and step not in REGISTRIES:
        rule = f"must be one of {', '.join(REGISTRIES)}"
        raise InputError([Problem("step", rule, shown(step), did_you_mean(step, REGISTRIES))])
    chosen = REGISTRIES if step is None else {step: REGISTRIES[step]}
    return [described(of, kind, method) for of, registry in chosen.items() for kind, method in registry.items()]


def described(step: str, kind: str, method: type[Any]) -> Method:
    """Describe one method by its class."""
    text = inspect.getdoc(method) or ""
    before, _, after = text.partition("\nParameters\n----------\n")
    summary, _, notes = before.strip().partition("\n\n")
    texts = {**SHARED, **_parameters(after)}
    settings = tuple(
        Setting(f.name, _type(str(f.type)), _default(f), texts.get(f.name, ""))
        for f in dataclasses.fields(method)
        if f.init
    )
    return Method(step, kind, _joined(summary), settings, _joined(notes))


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    return REQUIRED if field.default_factory is dataclasses.MISSING else field.default_factory()


def _parameters(text: str) -> Mapping[str, str]:
    """Read the section of parameters of a docstring that follows numpydoc."""
    descriptions: dict[str, str] = {}
    for names, words in re.findall(r"^([a-z]\w*(?:, \w+)*)(?: :.*)?\n((?:    .*\n?)+)", text, re.MULTILINE):
        descriptions |= dict.fromkeys(names.split(", "), _joined(words))
    return descriptions


def _joined(text: str) -> str:
    return " ".join(text.split())


def _type(text: str) -> str:
    """Write a type in words.

    Examples
    --------
    >>> _type("float | None"), _type("Literal['log', 'boxcox']"), _type("Mapping[str, float]")
    ('number', "'log' or 'boxcox'", 'table of numbers by name')
    """
    plain = text.removesuffix(" | None")
    if plain.startswith("Literal["):
        return plain[8:-1].replace(", ", " or ")
    return _TYPES.get(plain, plain)


_TYPES = {
    "float": "number",
    "int": "whole number",
    "str": "text",
    "bool": "true or false",
    "tuple[str, ...]": "list of texts",
    "tuple[int, ...]": "list of whole numbers",
    "tuple[float, ...]": "list of numbers",
    "Mapping[str, float]": "table of numbers by name",
    "Mapping[str, Mapping[str, Mapping[str, float]]]": "tables: node, expert, child and points",
    "Mapping[str, tuple[tuple[str, str, float], ...]]": "table of lists: node, and [a, b, times] of its children",
}


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + "}"
    return f"{value:g}" if isinstance(value, float) else str(value)
