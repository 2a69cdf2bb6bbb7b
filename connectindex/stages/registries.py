"""Registries of all steps that have methods: the package's, and those with the methods of an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectindex.stages.bod import BenefitOfTheDoubt
from connectindex.stages.impute import IMPUTATIONS
from connectindex.stages.means import AGGREGATIONS
from connectindex.stages.normalise import NORMALISATIONS
from connectindex.stages.screen import SCREENINGS
from connectindex.stages.treat import TREATMENTS
from connectindex.stages.weight import WEIGHTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    Registry = Mapping[str, type[Any] | None]

REGISTRIES: Mapping[str, Mapping[str, type[Any]]] = {
    "impute": IMPUTATIONS,
    "screen": SCREENINGS,
    "treat": TREATMENTS,
    "normalise": NORMALISATIONS,
    "weight": {**WEIGHTINGS, "bod": BenefitOfTheDoubt},
    "aggregate": AGGREGATIONS,
}


def registries(of_edition: Mapping[str, Registry]) -> dict[str, dict[str, Any]]:
    """Join the package's registries of methods with those of an edition, by step.

    Examples
    --------
    >>> sorted(registries({"screen": {"mine": None}})["screen"])
    ['coverage', 'mine', 'none']
    """
    return {step: {**registry, **of_edition.get(step, {})} for step, registry in REGISTRIES.items()}
