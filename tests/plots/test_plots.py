"""Charts hold the numbers of the result, and Altair holds them against the schema of Vega-Lite."""

from __future__ import annotations

import builtins
import sys

import altair as alt
import pandas as pd
import pytest

import connectindex as ci
from connectindex.edition.read import starter_folder
from connectindex.plots.base import MOST, data
from connectindex.plots.network import Ground, links

PLACES = {"capital_latitude": range(0, 80, 10), "capital_longitude": range(-40, 40, 10)}


@pytest.fixture(scope="module")
def result():
    return ci.build(ci.read_edition(starter_folder()))


@pytest.fixture(scope="module")
def audit(result):
    return ci.robustness(result, draws=32, seed=1)


@pytest.fixture(scope="module")
def panel():
    """Eight units in three years; the lower they start, the faster they rise."""
    units = list("ABCDEFGH")
    rows = [(u, year, "level", 10.0 * k + (8 - k) * step) for k, u in enumerate(units, 1)
            for step, year in enumerate((2010, 2015, 2020))]  # fmt: skip
    index = {
        "index": {"title": "Panel", "edition": "1", "years": [2010, 2015, 2020]},
        "tree": {"indicators": ["level"]},
        "indicators": {
            "level": {"name": "Level", "unit": "points", "direction": 1, "variable": "level", "goalposts": [0, 100]}
        },
        "method": {"normalise": {"kind": "goalposts"}},
    }
    values = pd.DataFrame(rows, columns=["unit", "year", "variable", "value"])
    return ci.build(ci.edition(index, units={"unit": units, "name": [f"Land {u}" for u in units]}, values=values))


def rows(chart):
    """Rows of the data of a chart that the schema accepts, layer by layer."""
    spec = chart.to_dict()  # validates
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    alt.Chart.from_dict({k: v for k, v in spec.items() if k != "$schema"}, validate=True)
    sets = [part.get("data", {}) for part in (spec, *spec.get("layer", ()))]
    found = [pd.DataFrame(s["values"]) for s in sets if isinstance(s.get("values"), list)]
    found += [pd.DataFrame(v) for v in spec.get("datasets", {}).values()]
    return [table for table in found if len(table)]


def largest(chart):
    return max(rows(chart), key=lambda table: table.size)


def test_ranking_has_scores_in_order(result):
    table = largest(result.plot())
    order = result.scores["index"].sort_values(ascending=False)
    assert table["score"].tolist() == order.tolist()
    assert table["name"].tolist() == result.edition.units.names[order.index].tolist()
    assert table["rank"].tolist() == list(range(1, 9))
    assert len(largest(result.plot(most=3))) == 3
    assert "the first 3 of 8" in str(result.plot(most=3).to_dict()["title"])


def test_contributions_add_up_to_scores(result):
    table = largest(result.plot("contributions"))
    sums = table.groupby("name")["contribution"].sum()
    scores = result.scores["index"].rename(result.edition.units.names)
    pd.testing.assert_series_equal(sums.sort_index(), scores.sort_index(), check_names=False, check_index_type=False)
    assert largest(result.plot("contributions", node="transport"))["part"].nunique() == 3


def test_heat_map_has_every_cell_and_leaves_missing_ones_empty(result):
    table = largest(result.plot("heatmap"))
    assert len(table) == 8 * 4
    wide = table.pivot(index="name", columns="column", values="score")
    assert wide.loc["Aldenia", "Transport"] == result.scores.loc["ALD", "transport"]
    missing = result.scores[["index", "transport", "energy", "telecom"]].isna().sum().sum()
    assert missing > 0
    assert table["score"].isna().sum() == missing
    assert largest(result.plot("heatmap", nodes=["air_partners"]))["column"].unique().tolist() == [
        result.edition.indicators["air_partners"].name
    ]


def test_profile_marks_one_unit(result):
    table = largest(result.plot("profile", unit="BOR"))
    own = table[table["own"]].set_index("row")["score"]
    assert own["Energy"] == result.scores.loc["BOR", "energy"]
    assert own["Internet users"] == result.stage("normalised").loc["BOR", "internet_users"]
    assert table.groupby("row")["own"].sum().eq(1).all()


def test_ranks_have_their_intervals(audit):
    table = largest(audit.plot()).set_index("name")
    for unit in ("ALD", "FAR"):
        name = audit.measured.edition.units.names[unit]
        assert tuple(table.loc[name, ["rank", "median", "low", "high"]]) == tuple(
            audit.ranks.loc[unit, ["nominal", "median", "low", "high"]]
        )
    assert "Transport" in str(audit.plot(node="transport").to_dict()["title"])


def test_sensitivity_has_both_indices(audit):
    table = largest(audit.plot("sensitivity")).set_index(["assumption", "index"])["value"]
    assert table["weights", "first order"] == audit.sobol.loc["weights", "first"]
    assert table["weights", "total"] == audit.sobol.loc["weights", "total"]


def test_correlations_are_those_of_the_group(result):
    coherence = ci.coherence(result)
    table = largest(coherence.plot("transport")).pivot(index="row", columns="column", values="r")
    matrix = coherence.matrix("transport")
    names = coherence.members.loc["transport"]["name"]
    for one in matrix:
        for other in matrix:
            assert table.loc[names[one], names[other]] == pytest.approx(matrix.loc[one, other])


def test_changes_of_a_what_if(result):
    more = pd.DataFrame({"from": ["BOR"], "to": ["GUL"], "mode": ["rail_crossings"]})
    effects = ci.what_if(result, more, draws=8)
    table = largest(effects.plot()).set_index("name")
    assert table.loc["Borea", "change"] == effects.table.loc["BOR", "change"] > 0
    assert table.loc["Borea", "low"] == effects.table.loc["BOR", "low"]
    there = pd.DataFrame({"from": ["ALD"], "to": ["BOR"], "mode": ["power_lines"], "action": ["change"], "count": [1]})
    assert "nothing changes" in str(ci.what_if(result, there, draws=0).plot().to_dict())


def test_criticality(result):
    losses = ci.criticality(result)
    table = largest(losses.plot("mode"))
    assert dict(zip(table["name"], table["change"], strict=True)) == dict(
        zip(losses.most(9, "mode")["loss"], losses.most(9, "mode")["fall"], strict=True)
    )


def test_comparison_and_waterfall(panel):
    changed = ci.compare(panel, panel)
    table = largest(changed.plot())
    assert table.iloc[0]["name"] == "Land A"
    assert table.iloc[0]["change"] == pytest.approx(changed.scores.loc["A", "change"])
    steps = largest(changed.plot("A"))
    assert (steps.iloc[0]["end"], steps.iloc[-1]["end"]) == tuple(changed.scores.loc["A", ["score_old", "score_new"]])


def test_convergence_and_trends(panel):
    convergence = ci.convergence(panel, group=None)
    table = largest(convergence.plot())
    assert table["year"].tolist() == [2010, 2015, 2020]
    assert table["value"].tolist() == convergence.sigma["sd"].tolist()
    assert table["value"].is_monotonic_decreasing
    courses = largest(ci.trends(panel).plot(["A"]))
    assert courses.loc[courses["marked"], "name"].unique().tolist() == ["Land A"]
    assert courses.set_index(["name", "year"])["value"]["Land C", 2015] == panel.scores.loc[(2015, "C"), "index"]


def test_convergence_of_one_year_has_no_chart(result):
    with pytest.raises(ci.InputError, match="beta and sigma need two years or more"):
        ci.convergence(result, group=None).plot()


def test_outcomes(panel):
    outcome = pd.Series([float(3 + k * k) for k in range(8)], index=list("ABCDEFGH"), name="trade")
    found = ci.outcomes(panel, outcome, log=False)
    table = largest(found.plot()).set_index("name")
    assert table.loc["Land C", "y"] == outcome["C"]
    assert table.loc["Land C", "x"] == panel.scores.loc[(2020, "C"), "index"]


def with_places(result):
    """The starter with coordinates of its units."""
    units = list(result.edition.units.codes)
    values = pd.DataFrame(PLACES, index=pd.Index(units, name="unit")).melt(
        var_name="variable", value_name="value", ignore_index=False
    )
    values = values.reset_index().assign(year=2025, status="reported", source=result.edition.sources.table.index[0])
    return ci.build(result.edition.replace(values=values))


def test_links_on_a_map_have_every_pair_once(result):
    with pytest.raises(ci.InputError, match="needs a place for each unit"):
        result.plot("links")
    placed = with_places(result)
    table = largest(placed.plot("links", mode="air_routes"))
    pairs = placed.dyads[2026].of("air_routes").operating().pairs
    assert len(table) == len(pairs) / 2
    assert table["count"].sum() == pairs["count"].sum() / 2
    routes = table.set_index("pair")
    assert tuple(routes.loc["Aldenia - Borea", ["x1", "y1", "x2", "y2"]]) == (-40, 0, -30, 10)
    directed = placed.dyads[2026].of("flights").operating().pairs
    assert largest(placed.plot("links", mode="flights"))["count"].sum() == directed["count"].sum()


def test_units_without_a_place_are_named():
    table = pd.DataFrame({"a": ["A", "A"], "b": ["B", "C"], "count": [1.0, 2.0]})
    ground = Ground({"A": (0.0, 0.0), "B": (5.0, 5.0)}, 10.0, 10.0, "M0 0h5v5z")
    spec = links(table, {"A": "Land A"}, ground, "T", "2 pairs").to_dict()
    assert "without a place on the map: C" in str(spec["title"])
    assert "Land A - B" in str(spec)


@pytest.mark.parametrize(
    ("ask", "wanted"),
    [
        (lambda r: r.plot("rankings"), "no chart 'rankings'; did you mean 'ranking'?"),
        (lambda r: r.plot(node="trasport"), "did you mean 'transport'?"),
        (lambda r: r.plot("profile", unit="ALDD"), "did you mean 'ALD'?"),
        (lambda r: r.plot("heatmap", nodes=["air_partner"]), "did you mean 'air_partners'?"),
        (lambda r: r.plot("links", mode="air_route"), "did you mean 'air_routes'?"),
        (lambda r: r.plot(year=2025), "no year 2025"),
    ],
)
def test_an_unknown_name_is_answered_with_known_ones(result, ask, wanted):
    with pytest.raises(KeyError) as caught:
        ask(result)
    assert wanted in caught.value.args[0]


def test_without_altair_one_line_says_what_to_install(result, monkeypatch):
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(ci.InputError) as caught:
        result.plot()
    assert str(caught.value) == (
        "a chart: needs the extra packages “plot”; not installed: altair; to install: pip install 'connectindex[plot]'"
    )


def test_a_chart_loads_altair_and_the_package_does_not(result, monkeypatch):
    loaded = []
    real = builtins.__import__

    def noted(name, *rest):
        loaded.append(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", noted)
    repr(result)
    result._repr_html_()
    assert "altair" not in loaded


def test_missing_values_are_null_and_numbers_plain():
    table = pd.DataFrame({"a": pd.array([1, None], "Int64"), "b": [float("inf"), 2.5], "c": ["x", None]})
    assert data(table).values == [{"a": 1, "b": None, "c": "x"}, {"a": None, "b": 2.5, "c": None}]
    assert MOST == 30


def test_many_links_are_drawn_fainter_than_few():
    places = {str(n): (n % 40, n // 40) for n in range(1200)}
    opacity = []
    for number in (10, 1199):
        table = pd.DataFrame({"a": "0", "b": [str(n) for n in range(1, number + 1)], "count": 1.0})
        spec = links(table, {}, Ground(places, 40.0, 40.0, "M0 0h5v5z"), "T", "").to_dict()
        opacity += [layer["mark"]["opacity"] for layer in spec["layer"] if layer["mark"]["type"] == "rule"]
    assert 0.5 < opacity[0] < 0.6
    assert opacity[1] < 0.25
