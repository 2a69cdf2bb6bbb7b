"""A small edition made in memory: 21 units, three pillars, ten indicators, every kind of cell."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from connectindex.edition.model import About, Edition, Methods, ReportSettings
from connectindex.edition.texts import Texts
from connectindex.links import RECORD_COLUMNS
from connectindex.model.dyads import Mode
from connectindex.model.indicator import Indicator
from connectindex.model.sources import Sources
from connectindex.model.tree import Leaf, Node
from connectindex.model.units import Units
from connectindex.model.values import Values
from connectindex.pipeline.build import build
from connectindex.stages.impute import Median
from connectindex.stages.screen import Coverage
from connectindex.stages.treat import Winsorise

if TYPE_CHECKING:
    from pathlib import Path

    from connectindex.pipeline.result import Result

NAMES = {
    "AAA": "Aland", "BBB": "Côte d'Beta", "CCC": "Çeta", "DDD": "Delta & Sons", "EEE": "Étoile", "FFF": "Fjord",
    "GGG": "Gamma", "HHH": "Hejaz", "III": "Iota", "JJJ": "Jura", "KKK": "Kappa", "LLL": "Lambda", "MMM": "Mu",
    "NNN": "Nu", "OOO": "Ömega", "PPP": "Pi", "QQQ": "Queue", "RRR": "Rho", "SSS": "São Sigma", "TTT": "Türk",
    "UUU": "Upsilon",
}  # fmt: skip
REGIONS = ("North", "South", "East & West")
SPARSE = "UUU"  # too few data to be ranked
TWINS = ("KKK", "LLL")  # the same data: they tie


def _variable(name: str, words: str, unit: str, **more: object) -> Indicator:
    return Indicator(name, words, unit, variable=name, definition=f"{words}, as reported.", **more)  # type: ignore[arg-type]


def _air_partners(dyads: object) -> pd.Series:
    return dyads.of("air").operating().partners()  # type: ignore[attr-defined]


INDICATORS = (
    Indicator(
        "air_partners", "Places with a direct flight", "places", needs=("air",), compute=_air_partners,
        definition="Places reached by a direct scheduled flight.",
    ),
    _variable("flights", "Weekly flights", "per million people", per="population", scale=1e6),
    _variable("ports", "Port calls", "calls", not_applicable="landlocked"),
    _variable("border", "Border time", "hours", direction=-1),
    _variable("lines", "Power lines", "lines"),
    _variable("gas", "Gas pipelines", "pipelines"),
    _variable("price", "Price of power", "US$ per MWh", direction=-1),
    _variable("cables", "Submarine cables", "cables", not_applicable="landlocked"),
    _variable("speed", "Download speed", "Mbit/s"),
    _variable("users", "Internet users", "% of people"),
)  # fmt: skip
TREE = Node(
    "index", "Index", 1,
    (
        Node("transport", "Transport", 2, (
            Node("air_group", "Air", 1, (Leaf("air_partners"), Leaf("flights")), "Flights and places."),
            Node("surface", "Sea and land", 1, (Leaf("ports"), Leaf("border"))),
        ), "How people and goods move."),
        Node("energy", "Energy", 1, (Leaf("lines"), Leaf("gas"), Leaf("price")), "How energy moves."),
        Node("telecom", "Telecommunications", 1, (Leaf("cables"), Leaf("speed"), Leaf("users")), "How data moves."),
    ),
)  # fmt: skip


def edition(
    folder: Path | None = None, names: dict[str, str] | None = None, notes: str = "# Notes\n\nMade up."
) -> Edition:
    """The edition; a `folder` gets a small map."""
    names = NAMES | (names or {})
    codes = list(NAMES)
    units = pd.DataFrame(
        {
            "name": [names[c] for c in codes],
            "scored": True,
            "region": [REGIONS[k % 3] for k in range(len(codes))],
            "landlocked": ["yes" if k % 5 == 4 else "no" for k in range(len(codes))],
        },
        index=pd.Index(codes, name="unit"),
    )
    if folder:
        _write_map(folder, codes)
    return Edition(
        about=About("Synthetic Connectivity Index", "2026", (2026,), "Institute of Tests", "CC BY 4.0", max_age=10),
        units=Units(units),
        values=Values(_values(codes)),
        sources=Sources(
            pd.DataFrame(
                {
                    "title": ["Book of Values", "Book of Links"],
                    "publisher": ["Office of Numbers", "Office of Roads"],
                    "url": ["https://example.org/values", "javascript:alert(1)"],
                    "licence": ["CC BY 4.0", "public domain"],
                    "retrieved": ["2026-01-02", "2026-01-03"],
                },
                index=pd.Index(["values", "links"], name="id"),
            )
        ),
        links=_links(codes),
        modes={"air": Mode("air", "Air routes", absent="zero")},
        coverage=pd.DataFrame(columns=["mode", "unit", "status", "reason"]),
        indicators={i.id: i for i in INDICATORS},
        tree=TREE,
        methods=Methods(impute=Median(), screen=Coverage(unit=0.5), treat=Winsorise()),
        report=ReportSettings(highlight=("CCC",)),
        texts=Texts({("notes", ""): notes}),
        folder=folder,
        inputs={"units.csv": "0" * 64},
    )


def result(folder: Path | None = None, **more: object) -> Result:
    """The index of the edition."""
    return build(edition(folder, **more))  # type: ignore[arg-type]


def renamed(source: Result, names: dict[str, str]) -> Result:
    """The same result with other names of units."""
    table = source.edition.units.table.copy()
    for code, name in names.items():
        table.loc[code, "name"] = name
    return replace(source, edition=replace(source.edition, units=Units(table)))


def _values(codes: list[str]) -> pd.DataFrame:
    drawn = random.Random(7)  # noqa: S311 - made-up data
    rows = []
    for k, code in enumerate(codes):
        level = 1 - k / len(codes)
        for name in ("flights", "ports", "border", "lines", "gas", "price", "cables", "speed", "users", "population"):
            value = round(100 * (level + drawn.random() / 2), 1)
            if name == "border":
                value = round(200 - value, 1)
            if name == "population":
                value = 1e6 * (1 + k)
            if code == TWINS[1]:
                value = next(r[3] for r in rows if r[0] == TWINS[0] and r[2] == name)
            status = "estimated" if (code, name) == ("AAA", "speed") else "reported"
            rows.append((code, 2020 + k % 5, name, value, status, "values"))
    table = pd.DataFrame(rows, columns=["unit", "year", "variable", "value", "status", "source"])
    lacking = ((table["unit"] == "BBB") & (table["variable"] == "gas")) | (
        (table["unit"] == SPARSE) & ~table["variable"].isin(["population", "users"])
    )
    table = table[~lacking]
    table.loc[(table["unit"] == "AAA") & (table["variable"] == "gas"), "value"] = 5000.0  # an outlier
    return table.reset_index(drop=True)


def _links(codes: list[str]) -> pd.DataFrame:
    rows = []
    for k, code in enumerate(codes):
        if code in TWINS:
            continue
        ends = (None, "operating", None, None, "links")
        rows += [(code, p, "", "air", 2025, float(1 + k % 4), *ends) for p in codes[k + 1 :: k + 1] if p not in TWINS]
    table = pd.DataFrame(rows, columns=list(RECORD_COLUMNS))
    kinds = {"from": "str", "to": "str", "name": "str", "capacity": "float64", "start": "float64", "end": "float64"}
    return table.astype(kinds)


def _write_map(folder: Path, codes: list[str]) -> None:
    shapes = [
        {"id": c, "name": c, "d": f"M{(k % 7) * 100 + 100} {(k // 7) * 100 + 100}h80v80h-80z"}
        for k, c in enumerate(codes)
    ]
    world = {
        "width": 1000, "height": 440, "projection": "none", "source": "made up", "licence": "public domain",
        "disclaimer": "The boundaries shown are made up.", "sphere": "M0 0h1000v440h-1000z",
        "shapes": [*shapes, {"id": "", "name": "Nowhere", "d": "M900 400h20v20h-20z"}],
        "points": {c: [(k % 7) * 100 + 140, (k // 7) * 100 + 140] for k, c in enumerate(codes)},
        "small": ["AAA"],
    }  # fmt: skip
    (folder / "map.json").write_text(json.dumps(world), encoding="utf-8")
