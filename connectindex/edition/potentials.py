"""[potential] of index.toml: gravity models, checked against the edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.errors import Problem, did_you_mean, shown
from connectindex.filenames import FILE
from connectindex.gravity.spec import Gravity

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from connectindex.edition.settings import PotentialSection


def parsed_potentials(
    sections: Mapping[str, PotentialSection],
    modes: Collection[str],
    variables: Collection[str],
    groups: Collection[str],
) -> tuple[dict[str, Gravity], list[Problem]]:
    """Parse the gravity models by id; list modes, variables and group columns that the edition does not have."""
    models, problems = {}, []
    for name, section in sections.items():
        settings = section.model_dump()
        for key in ("size", "groups", "coordinates"):
            settings[key] = tuple(settings[key])
        model = models[name] = Gravity(**settings)
        place = f"{FILE} [potential.{name}]"
        for names, known, rule in (
            (model.modes, modes, "must be a mode"),
            (model.variables, variables, "must be a variable in values/"),
            (model.columns, groups, "must be a group column of units.csv"),
        ):
            problems += [Problem(place, rule, shown(a), did_you_mean(a, known)) for a in names if a not in known]
        for key in ("size", "groups"):
            if len(set(settings[key])) < len(settings[key]):
                problems.append(Problem(f"{place} {key}", "must not repeat a name", shown(list(settings[key]))))
    return models, problems
