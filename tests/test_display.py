"""Public values print on one line and show themselves in a notebook; mistakes in arguments are named."""

from __future__ import annotations

import dataclasses
from html.parser import HTMLParser

import pandas as pd
import pytest

import connectindex as ci
from connectindex.edition.read import starter_folder, world_folder
from connectindex.model.display import ROWS, described, html

LONGEST = 400
HOSTILE = "<b>A & B</b>"
PLAIN = {"Problem", "ReportChapter", "VegaChart", "Indicator", "LeaveOut"}  # values without tables
PLAIN |= {"VaryCounts", "VaryErrors", "VaryLinks", "VaryMethod", "VaryWeights"}
ERRORS = {"ConnectIndexError", "InputError"}


@pytest.fixture(scope="module")
def values():
    """A value of each public kind, of an edition whose names are markup."""
    edition = ci.read_edition(starter_folder())
    units = edition.units.table.assign(name=HOSTILE)
    hostile = dataclasses.replace(edition, units=type(edition.units)(units))
    hostile = dataclasses.replace(hostile, about=dataclasses.replace(edition.about, title=HOSTILE))
    result = ci.build(hostile)
    link = pd.DataFrame({"from": ["ALD"], "to": ["HAV"], "mode": ["air_routes"], "project": [HOSTILE]})
    panel = ci.build(ci.read_edition(world_folder().with_name("panel")))
    outcome = pd.Series(range(len(panel.edition.units.codes)), index=panel.edition.units.codes, name=HOSTILE) + 1.0
    made = [
        hostile,
        result,
        result.dyads[2026],
        next(iter(hostile.indicators.values())),
        ci.robustness(result, draws=32, seed=1),
        ci.coherence(result),
        ci.compare(result, result),
        ci.what_if(result, link, draws=8),
        ci.criticality(result),
        ci.trends(panel),
        ci.convergence(panel),
        ci.outcomes(panel, outcome, log=False),
        ci.Problem("place" * 100, "must hold " * 100, "x" * 1000, "hint " * 200),
        ci.VegaChart({"data": {"values": [{"a": n} for n in range(1000)]}}, alt="Many.", title=HOSTILE),
        ci.ReportChapter("id", "Title", compose=print),
        *(ci.LeaveOut(1), ci.VaryCounts(), ci.VaryErrors(), ci.VaryLinks(), ci.VaryWeights(0.25)),
        ci.VaryMethod("normalise", (edition.methods.normalise,)),
    ]
    return {type(value).__name__: value for value in made} | {"Potential": _potential()}


def _potential():
    """A gravity model of eight units on a line, each with a size."""
    units = list("ABCDEFGH")
    ends = [(a, b) for k, a in enumerate(units) for b in units[k + 1 :]]
    counts = [(units.index(a) * units.index(b)) % 5 for a, b in ends]
    links = pd.DataFrame(ends, columns=["from", "to"]).assign(year=2026, mode="air", count=counts)
    figures = {"size": [1, 5, 2, 8, 3, 9, 4, 7], "lat": range(0, 80, 10), "lon": [0, 20, 5, 40, 10, 60, 0, 30]}
    values = pd.DataFrame(figures, index=pd.Index(units, name="unit")).melt(
        var_name="variable", value_name="value", ignore_index=False
    )
    index = {
        "index": {"title": "T", "edition": "1", "year": 2026},
        "modes": {"air": {"name": "Air", "absent": "zero"}},
        "tree": {"indicators": ["extent"]},
        "indicators": {"extent": {"name": "P", "unit": "n", "direction": 1, "variable": "size"}},
        "potential": {"air": {"mode": "air", "size": ["size"], "coordinates": ["lat", "lon"]}},
    }
    names = {"unit": units, "name": HOSTILE}
    return ci.potential(ci.edition(index, units=names, values=values.assign(year=2026), links=links))


class Elements(HTMLParser):
    """Open elements, and those that were closed in the wrong place."""

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong, self.seen = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - the parser calls it so
        self.seen.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_every_public_class_is_looked_at(values):
    classes = {name for name in ci.__all__ if isinstance(getattr(ci, name), type)}
    assert classes - ERRORS - set(values) == set()


def test_values_print_on_a_line(values):
    lengths = {name: len(repr(value)) for name, value in values.items()}
    assert {name: n for name, n in lengths.items() if n > LONGEST} == {}
    assert {name for name, value in values.items() if "\n" in repr(value)} == set()


def test_what_values_hold_prints_on_a_line(values):
    """Fields of our own classes: units, values, draws, methods and others; pandas prints tables by itself."""
    long = {}
    for name, value in values.items():
        for field in dataclasses.fields(value):
            part = getattr(value, field.name)
            if type(part).__module__.startswith("connectindex.") and len(repr(part)) > LONGEST:
                long[f"{name}.{field.name}"] = len(repr(part))
    assert long == {}


def test_values_show_themselves_in_a_notebook(values):
    assert {name for name, value in values.items() if not hasattr(value, "_repr_html_")} == PLAIN
    for name in values.keys() - PLAIN:
        text = values[name]._repr_html_()
        page = Elements(text)
        assert (page.open, page.wrong) == ([], []), name
        assert "table" in page.seen, name
        assert "b" not in page.seen, f"{name} does not escape names"
        assert len(text) < 30_000, name


def test_names_are_shown_escaped(values):
    for name in ("Edition", "Result", "Robustness", "WhatIf", "Outcomes"):
        assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in values[name]._repr_html_(), name


def test_a_long_table_is_cut_and_says_so():
    text = html("T", pd.DataFrame({"a": range(100)}))
    assert text.count("<tr") == ROWS + 1
    assert "20 of 100 rows" in text


def test_a_line_is_never_longer_than_its_limit():
    assert len(described("Kind", *("x" * 300 for _ in range(9)))) < LONGEST
    assert "\n" not in described("Kind", "a\nb")


def test_table_in_long_form(values):
    result = values["Result"]
    table = result.table(indicators=True)
    nodes, units = [n.id for n in result.edition.tree.top_down()], len(result.edition.units.codes)
    assert len(table) == units * (len(nodes) + len(result.edition.indicators))
    row = table[(table["unit"] == "ALD") & (table["node"] == "air_partners")].iloc[0]
    assert (row["unit_name"], row["node_name"], row["level"], row["measure"]) == (
        HOSTILE,
        result.edition.indicators["air_partners"].name,
        1,
        "countries",
    )
    assert row["value"] == result.stage("imputed").loc["ALD", "air_partners"]
    assert row["score"] == result.stage("normalised").loc["ALD", "air_partners"]
    scores = result.table().pivot(index="unit", columns="node", values="score")
    pd.testing.assert_frame_equal(
        scores[nodes],
        result.scores[nodes].loc[scores.index],
        check_names=False,
        check_column_type=False,
        check_index_type=False,
    )
    assert set(result.table()["year"]) == {2026}


def test_intervals_in_a_table(values):
    audit = values["Robustness"]
    table = audit.table()
    assert table["rank"].is_monotonic_increasing
    assert (table["unit_name"] == HOSTILE).all()
    first = table.iloc[0]
    assert (first["rank_low"], first["rank_high"]) == tuple(audit.ranks.loc[first["unit"], ["low", "high"]])
    assert first["score_low"] <= first["score"] <= first["score_high"]


@pytest.mark.parametrize(
    ("ask", "wanted"),
    [
        (lambda v: v["Result"].stage("measure"), "no step 'measure'; did you mean 'measured'?"),
        (lambda v: v["Result"].contributions_to("trasport"), "did you mean 'transport'?"),
        (lambda v: v["Edition"].tree.find("enrgy"), "did you mean 'energy'?"),
        (lambda v: v["Dyads"].of("air_route"), "no mode 'air_route'; did you mean 'air_routes'?"),
        (lambda v: v["Robustness"].ranks_of("trasport"), "did you mean 'transport'?"),
        (lambda v: v["Robustness"].sobol_of("x"), "known: energy, index, telecom, transport"),
        (lambda v: v["Robustness"].ranks_of("index", 2020), "no year 2020; did you mean '2026'?"),
        (lambda v: v["Coherence"].matrix("trasport"), "did you mean 'transport'?"),
        (lambda v: v["Comparison"].sentence("ALDD"), "no unit 'ALDD'; did you mean 'ALD'?"),
        (lambda v: v["Comparison"].waterfall("ALD", "ranks"), "did you mean 'rank'?"),
        (lambda v: v["Criticality"].scenario("air_routes: ALD - BO"), "did you mean 'air_routes: ALD - BOR'?"),
        (lambda v: v["Criticality"].most(3, "links"), "did you mean 'link'?"),
    ],
)
def test_an_unknown_name_is_answered_with_known_ones(values, ask, wanted):
    with pytest.raises(KeyError) as caught:
        ask(values)
    assert wanted in caught.value.args[0]


TAKES_RESULT = ("coherence", "convergence", "corridors", "corridor_links", "trends", "report")
TAKES_EITHER = ("robustness", "what_if", "criticality", "potential")


@pytest.mark.parametrize("name", [*TAKES_RESULT, *TAKES_EITHER, "build", "outcomes", "read_edition", "compare"])
def test_an_argument_of_the_wrong_kind_is_named_in_a_line(name):
    more = {"outcomes": ["gdp"], "compare": ["."]}.get(name, [])
    with pytest.raises(ci.InputError) as caught:
        getattr(ci, name)(3, *more)
    (problem,) = caught.value.problems
    assert problem.place.startswith(name)
    assert problem.got == "3 (int)"


@pytest.mark.parametrize("name", TAKES_RESULT)
def test_an_edition_is_to_be_built_first(values, name):
    with pytest.raises(ci.InputError, match=r"must be a Result, got Edition; build it first: ci\.build"):
        getattr(ci, name)(values["Edition"])


def test_a_result_is_not_built_again(values):
    with pytest.raises(ci.InputError, match=r"must be an Edition, got Result; it is built already: result\.edition"):
        ci.build(values["Result"])


@pytest.mark.parametrize(
    ("ask", "place", "got"),
    [
        (lambda v: ci.what_if(v["Result"], 3), "what_if links", "3 (int)"),
        (lambda v: ci.coherence(v["Result"], kind="spearmann"), "coherence kind", "'spearmann'"),
        (lambda v: ci.coherence(v["Result"], limits=3), "coherence limits", "3 (int)"),
        (lambda v: ci.coherence(v["Result"], seed="x"), "coherence seed", "'x'"),
        (lambda v: ci.coherence(v["Result"], year="2026"), "year", "'2026'"),
        (lambda v: ci.report(v["Result"], out=3), "report out", "3 (int)"),
        (lambda v: ci.report(v["Result"], date="2026-01-01"), "report date", "'2026-01-01' (str)"),
        (lambda v: ci.criticality(v["Result"], modes="air_route"), "criticality modes", "'air_route'"),
        (lambda v: ci.criticality(v["Result"], modes=["air_route"]), "criticality modes", "'air_route'"),
        (lambda v: ci.criticality(v["Result"], sets="x"), "criticality sets", "'x'"),
        (lambda v: ci.robustness(v["Result"], vary=3), "robustness vary", "3 (int)"),
        (lambda v: ci.robustness(v["Result"], vary=["weights"]), "robustness vary 1", "'weights' (str)"),
        (lambda v: ci.robustness(v["Result"], vary=[ci.VaryWeights("wide")]), "VaryWeights spread", "'wide'"),
        (lambda v: ci.robustness(v["Result"], draws="x"), "robustness draws", "'x'"),
        (lambda v: ci.robustness(v["Result"], workers=0), "robustness workers", "0"),
        (lambda v: ci.compare(v["Result"], v["Result"], of=3), "compare of", "3"),
        (lambda v: v["WhatIf"].target("ALD", "x"), "ranks", "'x'"),
        (lambda v: v["Edition"].replace(weights=3), "replace weights", "3 (int)"),
        (lambda v: v["Edition"].replace(method="zscore"), "replace method", "'zscore' (str)"),
        (lambda v: v["Edition"].replace(years=3), "replace years", "3 (int)"),
        (lambda _: ci.edition(3), "edition index", "3 (int)"),
        (lambda v: v["Result"].plot(most="x"), "plot most", "'x'"),
        (lambda v: v["Result"].plot(units=3), "plot ranking, option", "'units'"),
        (lambda v: v["Result"].plot("profile"), "plot profile", ""),
    ],
)
def test_a_wrong_argument_is_named_in_a_line(values, ask, place, got):
    with pytest.raises(ci.InputError) as caught:
        ask(values)
    (problem,) = caught.value.problems
    assert (problem.place, problem.got) == (place, got)


def test_modes_of_criticality_are_one_or_several(values):
    one = ci.criticality(values["Result"], modes="rail_crossings").table
    assert set(one["mode"]) - {""} == {"rail_crossings"}
    assert one.equals(ci.criticality(values["Result"], modes=["rail_crossings"]).table)


def test_links_are_counted_where_a_record_does_not_say_all(values):
    """A mode without a census still has its links counted: nothing of the table stays empty."""
    dyads = values["Dyads"]
    unknown = dyads.coverage.iloc[:0].reindex(range(1)).assign(mode="air_routes", unit="ALD", status="missing")
    text = dataclasses.replace(dyads, coverage=pd.concat([dyads.coverage, unknown]))._repr_html_()
    links = dyads.operating().pairs.groupby("unit")["count"].sum().max()
    assert f"<td>{links:.0f}</td>" in text
    assert "<td></td>" not in text
