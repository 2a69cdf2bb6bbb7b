"""Counted links: which counts are drawn once for several cells, by hand."""

import numpy as np
import pandas as pd
import pytest

from connectindex.assumptions.noise import VaryCounts
from connectindex.audit.robustness.counted import counted_links, declared
from connectindex.model.dyads import Mode
from connectindex.model.indicator import Indicator

MODES = {m.id: m for m in (Mode("roads"), Mode("flights", directed=True), Mode("power", counted=False))}
INDEX = pd.MultiIndex.from_product([[2025], list("ABC")], names=["year", "unit"])


def pairs(mode, *rows):
    """Records of 2025 from (unit, partner, count)."""
    table = pd.DataFrame(rows, columns=["unit", "partner", "count"])
    return table.assign(mode=mode, year=2025, count=table["count"].astype(float))


def counting(name, mode, records):
    return Indicator(name, name, "u", needs=(mode,), counts=lambda _: records)


def found(indicators, values, vary=VaryCounts()):  # noqa: B008 - a frozen value
    table = pd.DataFrame(values, index=INDEX, columns=[i.id for i in indicators])
    return counted_links(table, indicators, {2025: None}, MODES, vary)


def parts(links):
    """Of each count, its number and the cells it is a part of."""
    incidence = links.incidence.toarray()
    assert set(np.unique(incidence)) <= {0, 1}
    return {tuple(np.flatnonzero(incidence[:, k]).tolist()): float(n) for k, n in enumerate(links.counts)}


def test_an_undirected_link_is_one_count_at_both_its_ends():
    """A and B share 2 roads, B and C 3: cells 0, 1, 2 are A, B, C."""
    roads = pairs("roads", ("A", "B", 2), ("B", "A", 2), ("B", "C", 3), ("C", "B", 3))
    links = found([counting("roads", "roads", roads)], [[2], [5], [3]])
    assert links.columns == [0]
    assert parts(links) == {(0, 1): 2, (1, 2): 3}


def test_each_direction_is_a_count_of_its_own():
    flights = pairs("flights", ("A", "B", 2), ("B", "A", 7))
    links = found([counting("flights", "flights", flights)], [[2], [7], [np.nan]])
    assert parts(links) == {(0,): 2, (1,): 7}


def test_links_of_one_pair_of_cells_are_one_count_and_another_indicator_shares_it():
    """Both indicators count the road from A to B; the second alone, with 1 more that C has with a place outside."""
    roads = pairs("roads", ("A", "B", 2), ("B", "A", 2))
    more = pd.concat([roads, pairs("roads", ("C", "X", 1), ("X", "C", 1))])
    links = found([counting("first", "roads", roads), counting("second", "roads", more)], [[2, 2], [2, 2], [0, 1]])
    assert links.columns == [0, 1]
    assert parts(links) == {(0, 1, 2, 3): 2, (5,): 1}


def test_a_cable_is_one_count_for_all_its_members():
    members = pd.DataFrame({"unit": list("ABB"), "name": ["Ring", "Ring", "Line"], "count": [1.0, 1, 1]})
    links = found([counting("cables", "roads", members.assign(mode="roads", year=2025))], [[1], [2], [0]])
    assert parts(links) == {(0, 1): 1, (1,): 1}


def test_a_ready_made_figure_that_is_named_is_a_count_of_each_unit():
    """A negative one counts as none, and a missing one is none."""
    airports = Indicator("airports", "Airports", "airports", variable="airports")
    links = found([airports], [[4.0], [np.nan], [-1]], VaryCounts(indicators=("airports",)))
    assert parts(links) == {(0,): 4, (2,): 0}


def test_nothing_is_drawn_where_nothing_is_a_count():
    links = found([Indicator("x", "X", "u", variable="x")], [[1.0], [2], [3]])
    assert links.columns == []
    assert links.incidence.shape == (0, 0)
    assert links.counts.size == 0


@pytest.mark.parametrize(
    ("settings", "named", "expected"),
    [
        ({"needs": ("roads",), "counts": list}, (), True),
        ({"needs": ("roads", "population"), "counts": list}, (), True),
        ({"needs": ("roads", "power"), "counts": list}, (), False),
        ({"needs": ("population",), "counts": list}, (), False),
        ({"needs": ("roads",)}, (), False),
        ({"variable": "x", "shrink": True}, (), True),
        ({"variable": "x"}, ("x",), True),
        ({"needs": ("roads",), "counts": list}, ("y",), False),
    ],
)
def test_what_is_a_count(settings, named, expected):
    assert declared(Indicator("x", "X", "u", **settings), MODES, VaryCounts(indicators=named)) == expected


@pytest.mark.parametrize(("model", "mean", "variance"), [("poisson", 50, 50), ("gamma", 50.5, 50.5)])
def test_a_drawn_count_has_the_mean_and_variance_of_its_model(model, mean, variance):
    """Both ends of a link of 50 have the same Poisson number; of Gamma numbers each end has half a count of its own."""
    roads = pairs("roads", ("A", "B", 50), ("B", "A", 50))
    links = found([counting("roads", "roads", roads)], [[50], [50], [0]])
    stream = np.random.default_rng(1)
    drawn = np.array([links.drawn(model, stream)[:, 0] for _ in range(20_000)])
    np.testing.assert_allclose(drawn[:, :2].mean(axis=0), mean, atol=0.25)
    np.testing.assert_allclose(drawn[:, :2].var(axis=0), variance, rtol=0.04)
    assert drawn[:, 2].mean() == pytest.approx(0.5 if model == "gamma" else 0, abs=0.02)
    if model == "poisson":
        assert (drawn[:, 0] == drawn[:, 1]).all()
    else:
        assert (drawn[:, 0] - drawn[:, 1]).var() == pytest.approx(1, rel=0.1)
