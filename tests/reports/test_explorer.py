"""What readers can choose from on the page to explore: every score and value, as the report prints it."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def explorer(document):
    return document.explorer


def column(explorer, name):
    found = next(v for v in explorer.variables if v.id == name)
    return dict(zip((code for code, *_ in explorer.units), found.values[-1], strict=True))


def test_scores_are_those_of_the_result(explorer, result):
    for node in result.scores.columns:
        scores = result.scores[node].dropna()
        found = {u: v for u, v in column(explorer, node).items() if v is not None}
        assert found == pytest.approx(scores.round(1).to_dict(), abs=1e-9)


def test_values_are_divided_and_imputed_and_flagged(explorer, result):
    flights = column(explorer, "flights")
    assert flights["CCC"] == pytest.approx(result.stage("denominated").loc["CCC", "flights"], rel=1e-5)
    assert column(explorer, "gas")["BBB"] == pytest.approx(result.stage("imputed").loc["BBB", "gas"], rel=1e-5)
    flags = {
        v.id: dict(zip((c for c, *_ in explorer.units), v.flags[0], strict=True)) for v in explorer.variables if v.flags
    }
    assert flags["gas"]["BBB"] == "I"
    assert flags["speed"]["AAA"] == "E"
    assert flags["ports"]["EEE"] == "N"
    assert flags["users"]["AAA"] == " "


def test_units_without_a_rank_are_there_with_their_pages(explorer):
    files = {code: file for code, _, file in explorer.units}
    assert files["UUU"] == "UUU"
    assert files["AAA"] == "AAA"


def test_sizes_come_last_with_their_unit_of_measurement(explorer):
    last = explorer.variables[-1]
    assert (last.id, last.kind, last.direction) == ("size.population", "size", 0)
