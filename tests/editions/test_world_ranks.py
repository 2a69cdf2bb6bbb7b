"""The ranks of the world edition beside measures of others, and the age of what they rest on."""

import re
from pathlib import Path

import pytest

import connectindex as ci
from connectindex.editions.world.derive import ranks, redundancy

DOCUMENT = Path(__file__).parents[2] / "docs/world-ranks.md"


def documented():
    """The second table of the document: score -> measure -> Spearman's correlation."""
    now = DOCUMENT.read_text("utf-8").partition("Now:\n\n")[2].partition("\n\n")[0].splitlines()
    head = [cell.strip() for cell in now[0].strip("|").split("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in now[2:]]
    return {row[0]: dict(zip(head[1:], map(float, row[1:]), strict=True)) for row in rows}


def test_spearman_correlations_with_measures_of_others_are_those_of_the_document(result):
    found = ranks.checked(result)
    for score, measures in documented().items():
        for measure, value in measures.items():
            assert found.loc[score, measure] == pytest.approx(value, abs=0.00501), (score, measure)


def test_ranks_agree_with_those_who_measure_the_same(result):
    found = ranks.checked(result)
    assert found.loc["sea", "liner shipping (UNCTAD)"] > 0.95
    assert found.loc["transport", "logistics performance"] > 0.75
    assert found.loc["telecom", "ICT development"] > 0.9


def test_weight_on_figures_older_than_2019_is_below_a_tenth(result):
    cells = result.origins[result.origins["origin"].isin(["reported", "estimated", "incomplete"])]
    weight = result.weights["effective"].reindex(cells.index.get_level_values("indicator")).to_numpy()
    assert weight[(cells["observed"] < 2019).to_numpy()].sum() / weight.sum() < 0.10


def test_rules_for_what_does_not_apply_move_landlocked_countries_and_islands_as_documented(result):
    found = ranks.rules(result.edition)
    text = DOCUMENT.read_text("utf-8").partition("## Indicators that do not apply")[2]
    for unit, name in [("CHE", "Switzerland"), ("CZE", "Czechia"), ("JPN", "Japan"), ("MNG", "Mongolia")]:
        row = re.search(rf"\| {name} \|(.*)\|", text)
        assert row is not None
        assert [int(cell) for cell in row[1].split("|")] == [int(rank[unit]) for rank in found.values()]
    assert found["left out"]["CZE"] < found["gateway"]["CZE"] < found["zero"]["CZE"]
    assert found["left out"]["JPN"] < found["gateway"]["JPN"] < found["zero"]["JPN"]


def tabled(start, columns):
    """Rows of the table of the document that begins with a head, by their first cells."""
    lines = DOCUMENT.read_text("utf-8").partition(start)[2].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[: lines.index("")]]
    return {tuple(row[:columns]): row[columns:] for row in rows}


def test_redundant_pairs_are_those_of_the_document(result):
    found = redundancy.pairs(result)
    documented = tabled("| one | other | Spearman | Pearson | decided |", 2)
    assert list(documented) == list(zip(found["one"], found["other"], strict=True))
    for row in found.itertuples():
        spearman, pearson, decided = documented[row.one, row.other]
        assert (float(spearman), float(pearson)) == (round(row.spearman, 2), round(row.pearson, 2))
        assert decided


def test_silence_is_that_of_the_document(result):
    found = redundancy.silence(result).round(2)
    documented = tabled("| indicator | group | with the group | with the index |", 1)
    assert [(name,) for name in found.index] == list(documented)
    for (name,), (node, r, r_index) in documented.items():
        assert (node, float(r), float(r_index)) == tuple(found.loc[name, ["node", "r", "r_index"]])
    assert found["r"].min() > 0.3


def test_cables_say_what_income_does_not():
    found = redundancy.without(ci.world(), ["cable_access"])
    documented = tabled("| without | mean shift | largest | logistics performance | GDP per capita |", 1)
    for name in ("published", "cable_access"):
        shift, largest, logistics, income = map(float, documented[name,])
        assert found.loc[name].tolist() == pytest.approx([shift, largest, logistics, income], abs=0.0501)
    assert found.loc["cable_access", "logistics"] < found.loc["published", "logistics"]
    assert found.loc["cable_access", "income"] > found.loc["published", "income"]
