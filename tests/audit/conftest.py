"""Panels with given scores: the whole chain runs, goalposts of 0 and 100 leave every value as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

import connectindex as ci

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TOML = """
[index]
title = "Panel"
edition = "1"
years = [{years}]
publisher = "Nobody"
{more}
[indicators.level]
name = "Level"
unit = "points"
direction = 1
variable = "level"
goalposts = [0, 100]
[tree.only]
name = "Only"
indicators = ["level"]
[method.normalise]
kind = "{kind}"
"""


@pytest.fixture
def panel_of(tmp_path: Path) -> Callable[..., ci.Result]:
    """A function from scores, years x units, to a result with these scores."""

    def made(
        scores: pd.DataFrame,
        *,
        groups: dict[str, str] | None = None,
        kind: str = "goalposts",
        carried: bool = False,
        **variables: pd.DataFrame,
    ) -> ci.Result:
        folder = tmp_path / "panel"
        (folder / "values").mkdir(parents=True, exist_ok=True)
        years = ", ".join(map(str, scores.index))
        more = "" if carried else "max_age = 0"
        (folder / "index.toml").write_text(TOML.format(years=years, more=more, kind=kind), "utf-8")
        units = pd.DataFrame({"unit": scores.columns, "name": [f"Land {u}" for u in scores.columns]})
        units["region"] = [(groups or {}).get(u, "") for u in scores.columns]
        units.to_csv(folder / "units.csv", index=False)
        tables = {"level": scores, **variables}
        long = pd.concat(
            [
                t.rename_axis(index="year", columns="unit")
                .stack()
                .dropna()
                .rename("value")
                .reset_index()
                .assign(variable=v)
                for v, t in tables.items()
            ]
        )
        long = long.assign(status="reported", source="s")[["unit", "year", "variable", "value", "status", "source"]]
        long.to_csv(folder / "values" / "all.csv", index=False)
        head = "id,title,publisher,url,licence,retrieved\n"
        (folder / "sources.csv").write_text(f"{head}s,Made up,Nobody,,CC0,2026-01-01\n", "utf-8")
        return ci.build(ci.read_edition(folder))

    return made
