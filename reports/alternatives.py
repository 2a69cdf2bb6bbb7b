"""Assumptions and their alternatives, which tables give by codes, in the words of a report."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from connectindex.assumptions.methods import VaryMethod
from connectindex.model.words import message
from connectindex.reports.labels import kind_label, setting_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connectindex.edition.model import Methods
    from connectindex.reports.language import Language

STEP_WORDS = {
    "impute": message("Imputation"),
    "treat": message("Outliers"),
    "normalise": message("Scale"),
    "aggregate": message("Aggregation"),
    "weights": message("Weights"),
    "counts": message("Counts"),
    "errors": message("Measurement error"),
    "links": message("Links"),
}
LEFT_OUT = message("Omitted")
INFEASIBLE = message("infeasible by itself")
PUBLISHED = message("as published")


def assumption_name(language: Language, name: str) -> str:
    """An assumption by the name of its step."""
    first, _, rest = name.partition(" ")
    if first not in STEP_WORDS:
        return language(LEFT_OUT)
    step = language(STEP_WORDS[first])
    return language("{step}: {where}", step=step, where=rest) if rest else step


def method_name(language: Language, method: Any) -> str:
    """A method by its kind and the settings that are not the usual ones, as ``index.toml`` names them."""
    settings = []
    for field in dataclasses.fields(method):
        value = getattr(method, field.name)
        if field.init and value != field.default:
            settings.append(setting_label(language, field.name, value))
    kind = kind_label(language, method.kind)
    return language("{kind} ({settings})", kind=kind, settings=language.commas(settings)) if settings else kind


def alternative(language: Language, assumption: Any, choice: str) -> str:
    """Word an alternative of an assumption: the method of a choice, or what is drawn."""
    methods = {repr(m): m for m in getattr(assumption, "among", ())}
    return method_name(language, methods[choice]) if choice in methods else language.translated(assumption.words())


def is_published(methods: Methods, nodes: Iterable[str], assumption: Any, choice: str) -> bool:
    """Tell whether a choice is the published method of all these nodes, so that it changes nothing."""
    if not isinstance(assumption, VaryMethod):
        return False
    if assumption.step != "aggregate":
        return repr(getattr(methods, assumption.step)) == choice
    aggregated = [assumption.node] if assumption.node else nodes
    return all(repr(methods.rule(node).aggregation) == choice for node in aggregated)
