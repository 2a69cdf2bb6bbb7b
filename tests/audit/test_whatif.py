"""What if: eight made-up units, each answer against a plain rebuild of an edition whose links were edited by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import connectindex as ci
from connectindex.audit.whatif import measuring
from connectindex.audit.whatif.candidates import candidates, nearest
from connectindex.audit.whatif.measuring import variants
from connectindex.stages.impute import Knn
from connectindex.stages.treat import Winsorise

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from connectindex.edition.model import Edition

    Command = Callable[..., subprocess.CompletedProcess[str]]

UNITS = "ABCDEFGH"
COLUMNS = ("from", "to", "year", "mode", "count", "status", "name", "source", "capacity")
AIR = [
    ("A", "B", 2024, "air_routes", 3, "operating", "", "one", ""),
    ("A", "C", 2024, "air_routes", 2, "operating", "", "one", ""),
    ("C", "B", 2024, "air_routes", 1, "operating", "", "one", ""),
    ("C", "D", 2024, "air_routes", 1, "planned", "New way", "one", ""),
    ("D", "E", 2024, "air_routes", 4, "operating", "", "one", ""),
    ("F", "G", 2024, "air_routes", 2, "operating", "", "one", ""),
    ("A", "H", 2020, "air_routes", 9, "operating", "", "one", ""),  # of an earlier census: passed over
]
RAIL = [
    ("A", "B", 2023, "rail_crossings", 1, "operating", "Old bridge", "two", "10"),
    ("A", "B", 2023, "rail_crossings", 2, "operating", "New bridge", "two", "30"),
    ("C", "D", 2023, "rail_crossings", 1, "closed", "", "two", "5"),
    ("E", "F", 2023, "rail_crossings", 1, "operating", "", "two", "8"),
    ("G", "H", 2023, "rail_crossings", 3, "operating", "", "two", "9"),
]
FLIGHTS = [
    ("A", "B", 2024, "flights", 20, "operating", "", "one", ""),
    ("B", "A", 2024, "flights", 14, "operating", "", "one", ""),
    ("C", "D", 2024, "flights", 7, "operating", "", "one", ""),
    ("H", "G", 2024, "flights", 3, "operating", "", "one", ""),
]
CABLES = [("A", "Blue"), ("C", "Blue"), ("D", "Blue"), ("A", "Red"), ("E", "Red"), ("F", "Green"), ("G", "Green")]
TOML = """
[index]
title = "Eight"
edition = "1"
{years}
publisher = "Nobody"
[modes]
air_routes = {{ name = "Air", absent = "zero" }}
rail_crossings = {{ name = "Rail", absent = "zero" }}
flights = {{ name = "Flights", directed = true, absent = "zero" }}
submarine_cables = {{ name = "Cables", absent = "zero" }}
parks = {{ name = "Parks", absent = "zero", within = true }}
[indicators.rail_capacity]
name = "Rail capacity"
unit = "trains"
direction = 1
links = "rail_crossings"
measure = "capacity"
[indicators.near]
name = "Closeness"
unit = "share"
direction = 1
links = ["air_routes", "rail_crossings"]
measure = "closeness"
[tree.air]
name = "Air"
indicators = ["air_partners", "air_routes_count", "air_flights"]
[tree.rail]
name = "Rail"
indicators = ["rail_crossings_count", "rail_capacity", "near"]
[tree.cables]
name = "Cables"
indicators = ["cable_partners", "submarine_cables_count"]
[method.impute]
kind = "mean"
[method.aggregate]
kind = "arithmetic"
[robustness]
draws = 64
seed = 7
[[robustness.vary]]
what = "weights"
spread = 0.25
[[robustness.vary]]
what = "impute"
among = [{{ kind = "mean" }}, {{ kind = "median" }}]
[[robustness.vary]]
what = "normalise"
among = [{{ kind = "minmax" }}, {{ kind = "zscore", mean = 100, sd = 10 }}]
[[robustness.vary]]
what = "leave_out"
level = 2
"""


def written(
    folder: Path, links: list[tuple[Any, ...]], cables: list[tuple[str, str]], years: str = "year = 2024"
) -> Edition:
    """An edition of eight units with these links."""
    (folder / "links").mkdir(parents=True, exist_ok=True)
    (folder / "values").mkdir(exist_ok=True)
    (folder / "projects").mkdir(exist_ok=True)
    (folder / "index.toml").write_text(TOML.format(years=years), "utf-8")
    units = pd.DataFrame({"unit": [*UNITS, "X"], "name": [f"Land {u}" for u in [*UNITS, "X"]]})
    units.assign(scored=["yes"] * 8 + ["no"], landlocked="no").to_csv(folder / "units.csv", index=False)
    people = pd.DataFrame({"unit": list(UNITS), "year": 2023, "variable": "population", "value": range(1, 9)})
    people.assign(value=people["value"] * 1e6).to_csv(folder / "values/people.csv", index=False)
    pd.DataFrame(links, columns=list(COLUMNS)).to_csv(folder / "links/links.csv", index=False)
    members = pd.DataFrame(cables, columns=["member", "name"]).assign(year=2022, mode="submarine_cables", source="two")
    members.to_csv(folder / "links/cables.csv", index=False)
    pd.DataFrame({"id": ["one", "two"], "title": ["One", "Two"]}).to_csv(folder / "sources.csv", index=False)
    return ci.read_edition(folder)


LINKS = [*AIR, *RAIL, *FLIGHTS]


@pytest.fixture
def eight(tmp_path: Path) -> Edition:
    return written(tmp_path / "eight", LINKS, CABLES)


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    """A function from edited links to the scores of a plain rebuild."""

    def rebuilt(links: list[tuple[Any, ...]], cables: list[tuple[str, str]] = CABLES) -> pd.DataFrame:
        return ci.build(written(tmp_path / "edited", links, cables)).scores

    return rebuilt


def moves(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows)).astype(object).fillna("")


def same(found: Any, expected: pd.Series) -> None:
    expected = expected.reindex(found.table.index)
    assert np.allclose(found.table["after"], expected, rtol=0, atol=1e-12, equal_nan=True)
    ranks = expected.round(9).rank(ascending=False, method="min")  # scores that only rounding parts share a rank
    assert np.array_equal(found.table["rank_after"], ranks.astype("Int64"))


OPEN = {"action": "open", "from": "D", "to": "C", "mode": "air_routes"}
CLOSE = {"action": "close", "from": "B", "to": "A", "mode": "air_routes"}


def swapped(old: tuple[Any, ...], *new: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    assert old in LINKS
    return [r for r in LINKS if r != old] + list(new)


def record(old: tuple[Any, ...], **changes: Any) -> tuple[Any, ...]:
    return tuple(changes.get(c, v) for c, v in zip(COLUMNS, old, strict=True))


CASES: dict[str, tuple[list[dict[str, Any]], list[tuple[Any, ...]]]] = {
    "open": ([OPEN], swapped(AIR[3], record(AIR[3], status="operating"))),
    "close": ([CLOSE], swapped(AIR[0], record(AIR[0], status="closed"))),
    "close some": (
        [{**CLOSE, "count": 2}],
        swapped(AIR[0], record(AIR[0], count=1), record(AIR[0], count=2, status="closed")),
    ),
    "close one of two": (
        [{"action": "close", "from": "A", "to": "B", "mode": "rail_crossings", "name": "New bridge"}],
        swapped(RAIL[1], record(RAIL[1], status="closed")),
    ),
    "close some of several": (
        [{"action": "close", "from": "A", "to": "B", "mode": "rail_crossings", "count": 2}],
        [
            *(r for r in LINKS if r not in RAIL[:2]),
            record(RAIL[0], status="closed"),
            record(RAIL[1], count=1, status="closed", capacity="15"),
            record(RAIL[1], count=1, capacity="15"),
        ],
    ),
    "reopen": (
        [{"action": "open", "from": "C", "to": "D", "mode": "rail_crossings"}],
        swapped(RAIL[2], record(RAIL[2], status="operating")),
    ),
    "change": (
        [{"action": "change", "from": "E", "to": "F", "mode": "rail_crossings", "count": 4, "capacity": 100}],
        swapped(RAIL[3], record(RAIL[3], count=4, capacity=100)),
    ),
    "change capacity": (
        [{"action": "change", "from": "E", "to": "F", "mode": "rail_crossings", "capacity": 0}],
        swapped(RAIL[3], record(RAIL[3], capacity=0)),
    ),
    "add": (
        [{"from": "A", "to": "F", "mode": "air_routes", "count": 2}],
        [*LINKS, ("A", "F", 2024, "air_routes", 2, "operating", "", "one", "")],
    ),
    "add to a pair, from its other end": (
        [{"from": "C", "to": "A", "mode": "air_routes", "year": 2019, "source": "one"}],
        swapped(AIR[1], record(AIR[1], count=3)),
    ),
    "add to a pair recorded from there": (
        [{"from": "B", "to": "C", "mode": "air_routes"}],
        swapped(AIR[2], record(AIR[2], count=2)),
    ),
    "add one way": (
        [{"from": "B", "to": "C", "mode": "flights", "count": 50}],
        [*LINKS, ("B", "C", 2024, "flights", 50, "operating", "", "one", "")],
    ),
    "add to a place without a score": (
        [{"from": "B", "to": "X", "mode": "air_routes", "status": "planned", "start": 2035}],
        [*LINKS, ("B", "X", 2024, "air_routes", 1, "operating", "", "one", "")],
    ),
    "several at once": (
        [OPEN, CLOSE, {"from": "A", "to": "F", "mode": "rail_crossings", "capacity": 7}],
        [
            *(r for r in LINKS if r not in (AIR[0], AIR[3])),
            record(AIR[0], status="closed"),
            record(AIR[3], status="operating"),
            ("A", "F", 2023, "rail_crossings", 1, "operating", "", "two", "7"),
        ],
    ),
}  # fmt: skip


def test_opening_a_planned_route_changes_exactly_what_it_should(eight: Edition) -> None:
    found = ci.what_if(eight, moves(OPEN), draws=0)
    # partners by air: A 2, B 2, C 2 -> 3, D 1 -> 2, E 1, F 1, G 1, H 0
    before, after = (v.columns["air_partners"][k] for v in (found.variants,) for k in (0, 1))
    assert before.tolist() == [2, 2, 2, 1, 1, 1, 1, 0]
    assert after.tolist() == [2, 2, 3, 2, 1, 1, 1, 0]
    assert set(found.variants.columns) == {"air_partners", "air_routes_count", "near"}  # nothing else reads the mode


@pytest.mark.parametrize("case", CASES)
def test_it_equals_a_plain_rebuild(case: str, eight: Edition, edited: Callable[..., pd.DataFrame]) -> None:
    rows, links = CASES[case]
    found = ci.what_if(eight, moves(*rows), draws=0)
    expected = edited(links)["index"]
    assert found.table["change"].abs().max() > 1e-6
    same(found, expected)


def test_ends_of_multilateral_links_equal_a_rebuild(eight: Edition) -> None:
    rows = [
        {"member": "B", "name": "Blue", "mode": "submarine_cables", "project": "all", "action": "add"},
        {"member": "H", "name": "Black", "mode": "submarine_cables", "project": "all", "action": "add"},
        {"member": "A", "name": "Black", "mode": "submarine_cables", "project": "all", "action": "add"},
        {"member": "E", "name": "Red", "mode": "submarine_cables", "project": "all", "action": "close"},
    ]
    found = ci.what_if(eight, moves(*rows), draws=0)
    links = eight.links.copy()
    links.loc[(links["from"] == "E") & (links["name"] == "Red"), "status"] = "closed"
    new = (
        links[links["to"].isna()]
        .tail(3)
        .assign(**{"from": ["B", "H", "A"], "name": ["Blue", "Black", "Black"]}, status="operating")
    )
    rebuilt = ci.build(replace(eight, links=pd.concat([links, new], ignore_index=True)))
    same(found, rebuilt.scores["index"])
    assert found.variants.columns["cable_partners"][-1].tolist() == [4, 3, 3, 3, 0, 1, 1, 1]
    # an end that has closed takes part no more
    assert found.variants.columns["submarine_cables_count"][-1].tolist() == [3, 1, 1, 1, 0, 1, 1, 1]


def test_many_plans_side_by_side_equal_one_by_one(eight: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [(a, b) for a, b in combinations(UNITS, 2)]
    rows = moves(*({"from": a, "to": b, "mode": "air_routes"} for a, b in pairs))
    together = ci.what_if(eight, rows, draws=0)
    called = []
    original = measuring._side_by_side
    monkeypatch.setattr(measuring, "_side_by_side", lambda i, *_: called.append(i.id))
    alone = ci.what_if(eight, rows, draws=0)
    assert called  # and nothing was measured side by side
    assert np.allclose(together.scores, alone.scores, rtol=0, atol=1e-12)
    monkeypatch.setattr(measuring, "_side_by_side", original)
    # closeness looks beyond a unit's own links, and is found out
    matches = measuring.matched(together.base, together.moves)
    worlds = measuring.planned(together.base, together.moves, together.variants.plans[:4], matches)
    indicators, dyads = eight.indicators, together.base.dyads
    assert original(indicators["near"], dyads, worlds, [0, 1, 2]) is None
    assert original(indicators["air_partners"], dyads, worlds, [0, 1, 2]) is not None


def test_closing_and_adding_the_same_changes_nothing(eight: Edition) -> None:
    rows = [
        {**CLOSE, "project": "p"},
        {"action": "add", "from": "A", "to": "B", "mode": "air_routes", "count": 3, "project": "p"},
    ]
    found = ci.what_if(eight, moves(*rows))
    assert found.table["change"].abs().max() == 0
    assert found.table[["low", "high"]].abs().max().max() == 0
    assert (found.table["verdict"] == "unchanged").all()
    assert found.projects["places"].tolist() == [0.0]


def projects(eight: Edition, **more: Any) -> Any:
    rows = [
        {**OPEN, "project": "one"},
        {"action": "add", "from": "A", "to": "F", "mode": "air_routes", "project": "two"},
        {"action": "add", "from": "C", "to": "F", "mode": "air_routes", "project": "two"},
        {**CLOSE, "project": "three"},
        {"action": "close", "from": "A", "to": "B", "mode": "rail_crossings", "name": "Old bridge", "project": "four"},
        {"action": "close", "from": "A", "to": "B", "mode": "rail_crossings", "name": "New bridge", "project": "five"},
        {"action": "add", "from": "A", "to": "A", "mode": "parks", "project": "six"},
        {"action": "add", "from": "B", "to": "A", "mode": "flights", "count": 30, "project": "seven"},
    ]
    return rows, ci.what_if(eight, moves(*rows), **more)


@pytest.mark.slow
def test_pairs_against_brute_force(eight: Edition) -> None:
    rows, found = projects(eight, draws=0)
    names = [n for n in dict.fromkeys(r["project"] for r in rows) if n != "six"]

    def change(*chosen: str) -> pd.Series:
        return ci.what_if(eight, moves(*(r for r in rows if r["project"] in chosen)), draws=0).table["change"]

    alone = {n: change(n) for n in names}
    table = found.pairs.set_index(["project", "other"])
    assert len(table) == 15
    for a, b in combinations(names, 2):
        joint = change(a, b) - alone[a] - alone[b]
        row = table.loc[(a, b)]
        largest = joint.abs().max()
        assert abs(row["interaction"]) == pytest.approx(largest, abs=1e-10)
        if largest > 1e-9:
            assert joint[row["unit"]] == pytest.approx(row["interaction"], abs=1e-10)
            assert row["together"] == (largest >= 0.005)
    # either bridge alone leaves the two joined; both together cut them, and one way of measuring sees it
    assert table.loc[("four", "five"), "together"]


def test_each_project_alone(eight: Edition) -> None:
    rows, found = projects(eight, draws=0)
    table = found.projects.set_index("project")
    for name in ("one", "two", "three"):
        own = ci.what_if(eight, moves(*(r for r in rows if r["project"] == name)), draws=0).table
        ends = {u for r in rows if r["project"] == name for u in (r["from"], r["to"])}
        assert table.loc[name, "gain"] == pytest.approx(own.loc[sorted(ends), "change"].sum(), abs=1e-12)
        assert set(table.loc[name, "units"].split("; ")) == ends
        others = own.drop(index=sorted(ends))
        assert table.loc[name, "others_places"] == (others["places"] != 0).sum()
        worst = others["change"].min()
        assert table.loc[name, "others_loss"] == pytest.approx(worst, abs=1e-12) or worst > -1e-9
    assert table["gain"].dropna().is_monotonic_decreasing
    assert np.isnan(table.loc["six", "gain"])
    assert table.loc["six", "why"] == "no indicator of this index uses Parks"


def test_intervals_are_those_of_two_audits_subtracted(eight: Edition, tmp_path: Path) -> None:
    rows, links = CASES["several at once"]
    found = ci.what_if(eight, moves(*rows))
    after = written(tmp_path / "after", links, CABLES)
    before, then = (ci.robustness(e).draws.of("index") for e in (eight, after))
    assert before.shape == (64, 8)
    # some draws are on another scale of scores: a point of theirs is worth what it is in deviations
    worth = (found.table["before"].std(ddof=0) / before.std(axis=1))[:, None]
    low, high = np.quantile((then - before) * worth, [0.05, 0.95], axis=0)
    assert np.allclose(found.table["low"], low, rtol=0, atol=1e-10)
    assert np.allclose(found.table["high"], high, rtol=0, atol=1e-10)
    assert (found.table["high"] > found.table["low"]).all()
    whole = np.abs(then - before)
    assert found.table["verdict"].eq("unchanged").tolist() == (whole.max(axis=0) < 1e-9).tolist()
    # of a project alone likewise, at its ends
    own = ci.what_if(eight, moves(OPEN))
    alone = written(tmp_path / "alone", CASES["open"][1], CABLES)
    opened = (ci.robustness(alone).draws.of("index") - before) * worth
    effects = found.effects.set_index(["project", "unit"])
    project = next(iter(own.moves.projects))
    for unit in "CD":
        expected = np.quantile(opened[:, UNITS.index(unit)], [0.05, 0.95])
        assert effects.loc[(project, unit), ["low", "high"]].tolist() == pytest.approx(expected.tolist(), abs=1e-10)


@pytest.mark.parametrize("noise", ["counts", "links"])
def test_noise_in_the_data_goes_through_the_engine(noise: str, eight: Edition) -> None:
    vary = (ci.VaryCounts(),) if noise == "counts" else (ci.VaryLinks(drop=0.1, add=0.05, samples=4, seed=1),)
    found = ci.what_if(eight, moves({"from": "H", "to": "A", "mode": "flights", "count": 9}), vary=vary, draws=32)
    before = ci.robustness(eight, vary=vary, draws=32).draws.of("index")
    assert np.allclose(found.before.scores, before)
    # the noise is the same before and after: H has gained in every draw, and the others not by chance
    assert found.table.loc["H", "low"] > 0
    assert found.table.loc[["E", "F"], ["low", "high"]].abs().max().max() < 1e-9


def test_methods_that_look_at_several_columns(eight: Edition) -> None:
    values = eight.values.table
    sparse = replace(eight, values=replace(eight.values, table=values[values["unit"] != "D"]))
    methods = replace(sparse.methods, impute=Knn(neighbours=2), treat=Winsorise(max_points=2))
    other = replace(sparse, methods=methods)
    found = ci.what_if(other, moves(OPEN, CLOSE), draws=0)
    links = other.links.copy()
    links.loc[(links["from"] == "C") & (links["to"] == "D") & (links["mode"] == "air_routes"), "status"] = "operating"
    links.loc[(links["from"] == "A") & (links["to"] == "B") & (links["mode"] == "air_routes"), "status"] = "closed"
    same(found, ci.build(replace(other, links=links)).scores["index"])


def test_weights_from_the_data(eight: Edition) -> None:
    from connectindex.stages.weight import InverseSd

    other = replace(eight, methods=replace(eight.methods, weight=InverseSd()))
    found = ci.what_if(other, moves(OPEN), draws=0)
    links = other.links.copy()
    links.loc[links["status"] == "planned", "status"] = "operating"
    same(found, ci.build(replace(other, links=links)).scores["index"])


def test_a_panel_changes_in_its_last_year(tmp_path: Path) -> None:
    panel = written(tmp_path / "panel", LINKS, CABLES, years="years = [2023, 2024]")
    found = ci.what_if(panel, moves(OPEN), draws=16)
    links = panel.links.copy()
    links.loc[links["status"] == "planned", "status"] = "operating"
    same(found, ci.build(replace(panel, links=links)).scores["index"].loc[2024])


def test_links_that_are_not_in_memory(eight: Edition) -> None:
    import ibis
    import pyarrow as pa

    here = eight.links["mode"] == "air_routes"
    far = eight.links[here].assign(to=lambda t: t["to"].astype(object)).reset_index(drop=True)
    elsewhere = ci.read_edition(eight.folder, links=[])
    store = ibis.memtable(pa.Table.from_pandas(far, preserve_index=False))
    from connectindex.edition.stores import given_sources

    sources, problems = given_sources([store])
    assert not problems
    apart = replace(elsewhere, links=eight.links[~here], link_sources=tuple(sources))
    rows = [OPEN, CLOSE, {"from": "A", "to": "F", "mode": "air_routes"}]
    for chosen in (rows, rows[2:]):
        expected = ci.what_if(eight, moves(*chosen), draws=0).table["after"]
        assert np.allclose(ci.what_if(apart, moves(*chosen), draws=0).table["after"], expected, rtol=0, atol=1e-12)


def test_places_lie_in_units(eight: Edition) -> None:
    links = eight.links.copy()
    at = (links["mode"] == "rail_crossings") & (links["from"] == "A")
    links.loc[at, "from"] = ["A1", "A2"]
    ports = replace(eight, links=links, places={"A1": "A", "A2": "A"})
    close = {"action": "close", "from": "A2", "to": "B", "mode": "rail_crossings"}
    add = {"action": "add", "from": "A1", "to": "H", "mode": "rail_crossings", "count": 2}
    found = ci.what_if(ports, moves(close, add), draws=0)
    rail = found.variants.columns["rail_crossings_count"][-1]
    assert rail.tolist() == [3, 1, 0, 0, 1, 1, 3, 5]


def test_projects_of_the_edition(tmp_path: Path) -> None:
    written(tmp_path / "eight", LINKS, CABLES)
    rows = [
        ("A", "F", 2022, "air_routes", 1, "planned", "Sky bridge", "one", ""),
        ("E", "F", 2022, "rail_crossings", 1, "operating", "Tunnel", "one", ""),  # the census of 2023 has one
        ("A", "A", 2022, "parks", 1, "construction", "Park", "one", ""),
    ]
    pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(tmp_path / "eight/projects/p.csv", index=False)
    found = ci.what_if(ci.read_edition(tmp_path / "eight"), draws=8)
    table = found.projects.set_index("project")
    assert list(table.index) == ["Sky bridge", "Park", "Tunnel"]
    assert table.loc["Tunnel", "why"] == (
        "reported as operating in 2022; the 2023 data contain links between the two (1), so that it is already counted"
    )
    assert table.loc["Tunnel", "there_already"] == 1
    assert found.names == ("Sky bridge",)
    said = " ".join(found.sentences)
    assert "Of 3 projects, 2 change no score" in said
    assert "not a forecast of traffic" in said
    assert "interval" in said
    # told to add it, it is added
    told = ci.what_if(found.base.edition, moves({**dict(zip(COLUMNS, rows[1], strict=True)), "action": "add"}), draws=0)
    assert told.table.loc["E", "change"] > 0


@pytest.mark.slow
def test_one_more_link(eight: Edition) -> None:
    found = ci.what_if(eight, moves(OPEN), draws=0)
    table = found.marginal.set_index(["unit", "mode"])
    near = nearest(candidates(found.base, list(UNITS))).table.set_index(["unit", "mode"])
    assert set(table.index) == set(near.index)
    for (unit, mode), row in table[table.index.get_level_values("mode") != "submarine_cables"].iterrows():
        own = ci.what_if(eight, moves({"action": "add", "from": unit, "to": row["partner"], "mode": mode}), draws=0)
        assert row["change"] == pytest.approx(own.table.loc[unit, "change"], abs=1e-10)
        assert row["places"] == own.table.loc[unit, "places"]
    # a new partner by rail: A, C and E are joined with D by one other mode each, and A comes first
    assert table.loc[("D", "rail_crossings"), "partner"] == "A"
    assert table.loc[("D", "rail_crossings"), "links"] == 0
    assert "rail_crossings_count" in table.loc[("D", "rail_crossings"), "indicators"]


def candidate_moves() -> pd.DataFrame:
    rows = [
        {"from": "H", "to": "A", "mode": "air_routes", "cost": 2, "project": "a"},
        {"from": "H", "to": "B", "mode": "air_routes", "cost": 1, "project": "b"},
        {"from": "H", "to": "C", "mode": "rail_crossings", "cost": 1.5, "project": "c"},
        {"from": "H", "to": "F", "mode": "rail_crossings", "cost": 1, "count": 2, "project": "d"},
        {"from": "H", "to": "G", "mode": "flights", "cost": 0.5, "count": 40, "project": "e"},
    ]
    return moves(*rows)


@pytest.mark.slow
def test_target_against_brute_force(eight: Edition) -> None:
    rows = candidate_moves()
    found = ci.what_if(eight, moves(OPEN), draws=0)
    names, cost = list(rows["project"]), dict(zip(rows["project"], rows["cost"].astype(float), strict=True))
    expected = []
    for chosen in [*combinations(names, 1), *combinations(names, 2)]:
        own = ci.what_if(eight, rows[rows["project"].isin(chosen)], draws=0).table.loc["H"]
        expected.append(
            (sum(cost[c] for c in chosen), -int(own["places"]), chosen[0], chosen[1] if len(chosen) > 1 else "")
        )
    for ranks in (1, 2):
        reach = sorted(e for e in expected if -e[1] >= ranks)
        table = found.target("H", ranks, rows)
        got = [
            (c, -int(g), a, b) for c, g, a, b in table[["cost", "gained", "first", "second"]].itertuples(index=False)
        ]
        assert reach
        assert got == reach
        assert table["reached"].all()
    most = min(e[1] for e in expected)
    best = found.target("H", 8, rows)
    assert best["gained"].tolist() == [-most]
    assert not best["reached"].any()


def test_target_among_plausible_links(eight: Edition) -> None:
    found = ci.what_if(eight, moves(OPEN), draws=0)
    table = found.target("C", 1, most=12)
    assert table["reached"].all()
    assert table["cost"].is_monotonic_increasing
    assert found.target("C", 1, most=12).equals(table)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"from": "A", "to": "Q", "mode": "air_routes"}, "must be in units.csv, got 'Q'"),
        ({"from": "A", "to": "B", "mode": "air_route"}, "did you mean 'air_routes'?"),
        ({"from": "A", "to": "A", "mode": "air_routes"}, "a link must join two different units"),
        ({"from": "A", "to": "B", "mode": "air_routes", "count": "1.5"}, "must be a whole number"),
        ({"from": "A", "to": "B", "mode": "air_routes", "count": "-1"}, "must not be negative"),
        ({"from": "A", "to": "B", "mode": "air_routes", "action": "opne"}, "did you mean 'open'?"),
        ({"from": "A", "to": "B", "mode": "air_routes", "cost": "0"}, "must be a number above zero"),
        ({"from": "A", "to": "B", "mode": "air_routes", "status": "soon"}, "must be one of operating"),
        ({"from": "A", "to": "B", "mode": "air_routes", "action": "change"}, "must give a count or a capacity"),
        (OPEN | {"from": "A"}, "open must name a link that is not operating"),
        (OPEN | {"name": "Old way"}, "there: C - D 2024 'New way' planned (1)"),
        (CLOSE | {"to": "E"}, "there is no such record"),
        (CLOSE | {"count": 5}, "at most the 3 links that are there, got 5"),
        (
            {"action": "change", "from": "A", "to": "B", "mode": "rail_crossings", "count": 5},
            "change must name one link",
        ),
    ],
)
def test_problems_name_row_rule_and_value(row: dict[str, Any], said: str, eight: Edition) -> None:
    with pytest.raises(ci.InputError) as error:
        ci.what_if(eight, moves(row), draws=0)
    assert said in str(error.value)
    assert "row 2" in str(error.value)


def test_all_problems_at_once(eight: Edition, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("from,to,mode,action\nA,Q,air_routes,\nA,B,nothing,\nB,A,air_routes,shut\n", "utf-8")
    with pytest.raises(ci.InputError) as error:
        ci.what_if(eight, path)
    assert len(error.value.problems) == 3
    path.write_text("from,to,mode\nA,B,air_routes\nB,A,air_routes\n", "utf-8")
    with pytest.raises(ci.InputError, match="a link must stand once"):
        ci.what_if(eight, path)
    path.write_text("from,to\nA,B\n", "utf-8")
    with pytest.raises(ci.InputError, match="must have the column 'mode'"):
        ci.what_if(eight, path)
    with pytest.raises(ci.InputError, match="must be a file"):
        ci.what_if(eight, tmp_path / "none.csv")
    with pytest.raises(ci.InputError, match="must hold links that are not counted"):
        ci.what_if(eight)


def test_the_edition_is_left_as_it_was(eight: Edition) -> None:
    before = ci.build(eight).scores
    found = ci.what_if(eight, moves(OPEN, CLOSE))
    assert found.marginal is not None
    pd.testing.assert_frame_equal(ci.build(eight).scores, before)
    again = ci.what_if(eight, moves(OPEN, CLOSE))
    for name, table in found.tables().items():
        pd.testing.assert_frame_equal(table, again.tables()[name])


def test_every_plan_has_a_column_of_its_own(eight: Edition) -> None:
    found = ci.what_if(eight, moves(OPEN, CLOSE, {"from": "A", "to": "B", "mode": "rail_crossings"}), draws=0)
    made = variants(found.measured, found.base, found.moves, [(0,), (1,), (0, 1), (2,), (0, 2)])
    assert made.place["air_partners"].tolist() == [1, 2, 3, 0, 1]  # what does not touch a mode shares its column
    assert len(made.columns["rail_crossings_count"]) == 2


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_moves_equal_a_rebuild(data: st.DataObject, eight: Edition) -> None:
    records = eight.links[eight.links["to"].notna() & (eight.links["year"] > 2020)]
    shut = data.draw(st.sets(st.sampled_from(list(records.index)), max_size=4))
    ends = st.tuples(st.sampled_from(UNITS), st.sampled_from(UNITS)).filter(lambda e: e[0] < e[1])
    modes = st.sampled_from(["air_routes", "rail_crossings", "flights"])
    new = data.draw(st.lists(st.tuples(ends, modes), max_size=4, unique=True))
    count = data.draw(st.integers(1, 9))
    operating = [k for k in shut if records.loc[k, "status"] == "operating"]
    rows = [
        {"action": "close", **{c: records.loc[k, c] for c in ("from", "to", "mode", "name")}, "project": f"close {k}"}
        for k in operating
    ]
    rows += [{"from": a, "to": b, "mode": m, "count": count, "project": f"{a}{b}{m}"} for (a, b), m in new]
    if not rows:
        return
    links = eight.links.copy()
    links.loc[operating, "status"] = "closed"
    added = [
        {"from": a, "to": b, "mode": m, "count": float(count), "year": 2024, "status": "operating", "source": "new"}
        for (a, b), m in new
    ]
    # the sums of the two ends are alternatives: from whichever end a pair is recorded, these are links more
    both = [{**r, "from": r["to"], "to": r["from"]} for r in added if r["mode"] != "flights"]
    more = pd.DataFrame([*added, *both], columns=links.columns.difference(["operator"], sort=False)).astype(
        {"year": int, "count": float, "capacity": float, "start": float, "end": float}
    )
    more = more.assign(name="")
    whole = pd.concat([links, more], ignore_index=True) if len(more) else links
    try:
        expected = ci.build(replace(eight, links=whole)).scores["index"]
    except ci.InputError:  # then the plan cannot be scored either
        with pytest.raises(ci.InputError):
            ci.what_if(eight, moves(*rows), draws=0)
        return
    same(ci.what_if(eight, moves(*rows), draws=0), expected)


def test_command(eight: Edition, tmp_path: Path, command: Command) -> None:
    path, out = tmp_path / "planned.csv", tmp_path / "out"
    name = "=cmd()\x1b[31m & <b>"
    moves(
        {**OPEN, "project": name}, {"action": "add", "from": "A", "to": "A", "mode": "parks", "project": "Park"}
    ).to_csv(path, index=False)
    done = command("whatif", eight.folder, path, "-o", out)
    assert done.returncode == 0, done.stderr
    assert "Of 2 projects, 1 changes no score" in done.stdout
    assert "moves nothing: Park: no indicator of this index uses Parks" in done.stdout
    assert "\x1b" not in done.stdout
    assert sorted(p.name for p in out.iterdir()) == [
        "effects.csv",
        "manifest.json",
        "marginal.csv",
        "pairs.csv",
        "projects.csv",
        "whatif.csv",
    ]
    assert "'=cmd()" in (out / "projects.csv").read_text("utf-8")
    table = pd.read_csv(out / "whatif.csv", index_col="unit")
    found = ci.what_if(eight, path).table
    assert np.allclose(table["change"], found["change"])
    assert np.allclose(table["high"], found["high"])
    first = (out / "whatif.csv").read_bytes()
    (out / "thesis.docx").write_bytes(b"ten years")
    assert command("whatif", eight.folder, path, "-o", out).returncode == 0
    assert (out / "whatif.csv").read_bytes() == first
    assert (out / "thesis.docx").read_bytes() == b"ten years"
    refused = command("whatif", eight.folder, path, "-o", tmp_path)
    assert refused.returncode == 1
    assert f"{tmp_path}: must not hold what it is made from, got " in refused.stderr


def test_command_to_a_target(eight: Edition, tmp_path: Path, command: Command) -> None:
    path, out = tmp_path / "moves.csv", tmp_path / "out"
    candidate_moves().to_csv(path, index=False)
    done = command("whatif", eight.folder, "--target", "H", "--ranks", 1, "--moves", path, "-o", out)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("H gains 1 or more ranks by:")
    expected = ci.what_if(eight, moves(OPEN), draws=0).target("H", 1, path)
    assert pd.read_csv(out / "targets.csv")["first"].tolist() == expected["first"].tolist()
    none = command("whatif", eight.folder, "--target", "H", "--ranks", 8, "--moves", path)
    assert none.stdout.startswith("no one or two of the moves tried gain H 8 ranks; the most:")


def test_command_with_bad_input(eight: Edition, tmp_path: Path, command: Command) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("from,to,mode\nA,Q,air_routes\n", "utf-8")
    done = command("whatif", eight.folder, path)
    assert done.returncode == 1
    assert "bad.csv row 2, column to: must be in units.csv, got 'Q'" in done.stderr
    assert "Traceback" not in done.stderr
    assert command("whatif", eight.folder, "--moves", path).returncode == 2
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/precious.txt").write_text("mine", "utf-8")
    path.write_text("from,to,mode\nA,F,air_routes\n", "utf-8")
    kept = command("whatif", eight.folder, path, "-o", tmp_path / "mine")
    assert kept.returncode == 1
    assert "must be empty, new" in kept.stderr
    done = command("whatif", eight.folder, path, "--target", "Z")
    assert done.returncode == 1
    assert "must be a scored unit" in done.stderr


def test_projects_of_the_world_edition() -> None:
    found = ci.what_if(ci.world(), draws=0)
    table = found.projects.set_index("project")
    assert set(table.index) == set(found.base.edition.projects["name"])
    moving = table[table["gain"].abs() > 0]
    assert set(moving["modes"]) <= {"rail_crossings", "pipelines_crossing", "grid_links"}
    assert table.loc["Ethiopia-Djibouti railway", "why"].endswith("already counted")
    assert (table.loc[table["gain"].isna(), "why"] != "").all()
