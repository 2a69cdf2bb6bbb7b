"""Cells of the world edition against a table of facts, `world_cells.csv`: each is right, incomplete or out.

``what`` is an indicator; a variable; ``electricity_volume``, exports and imports in GWh; ``rank:`` and an indicator; or,
with ``other``, a kind of link, counted where in operation. ``status``: incomplete, known to be too low and so marked;
missing, no figure and none filled; out, no indicator of the index. ``verdict`` is what a reviewer found in an earlier
edition, before these figures.
"""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from connectindex.edition.read import world_folder

WORLD = world_folder()


def rows(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


CELLS = rows(Path(__file__).with_name("world_cells.csv"))


@pytest.fixture(scope="module")
def operating():
    """(mode, from, to) -> links in operation."""
    found = Counter()
    for path in (WORLD / "links").glob("*.csv"):
        for row in rows(path):
            if "from" in row and row.get("status", "operating") == "operating":
                found[row["mode"], row["from"], row["to"]] += float(row["count"])
    return found


def amount(what, unit, result, values):
    """A figure of the edition, None where it is missing."""
    if what == "electricity_volume":
        parts = [values[f"electricity_{way}", unit]["value"] for way in ("exports", "imports")]
        return None if "" in parts else sum(map(float, parts))
    if what.startswith("rank:"):
        return float(result.indicator_ranks.loc[unit, what.removeprefix("rank:")])
    if what in result.edition.indicators:
        return float(result.stage("denominated").loc[unit, what])
    return float(values[what, unit]["value"])


@pytest.mark.parametrize("cell", CELLS, ids=lambda c: "-".join(filter(None, (c["what"], c["unit"], c["other"]))))
def test_a_cell_is_right_or_says_that_it_is_not(cell, edition, result, values, operating):
    what, unit, status = cell["what"], cell["unit"], cell["status"]
    if status == "out":
        assert what not in edition.indicators
    elif status == "incomplete":
        assert result.origins.loc[(unit, what), "origin"] == "incomplete"
    elif status == "missing":
        assert amount(what, unit, result, values) is None
    elif cell["other"]:
        assert float(cell["least"]) <= operating[what, unit, cell["other"]] <= float(cell["most"])
    else:
        assert float(cell["least"]) <= amount(what, unit, result, values) <= float(cell["most"])


def test_the_table_has_what_a_reviewer_called_wrong():
    found = Counter(cell["verdict"] for cell in CELLS)
    assert min(found[v] for v in ("WRONG", "HIGH", "LOW", "OLD", "OK")) >= 15
    keys = [(c["what"], c["unit"], c["other"]) for c in CELLS]
    assert len(set(keys)) == len(keys) > 200
    stated = defaultdict(set)
    for cell in CELLS:
        stated[bool(cell["status"])].add(bool(cell["least"]))
    assert stated == {True: {False}, False: {True}}


def test_the_known_bias_names_every_incomplete_cell(result):
    names = result.edition.units.names
    bias = {i.id: i.bias for i in result.edition.indicators.values()}
    bias["air_routes_per_million"] += bias["air_partners"]  # "As for the partners"
    cells = result.origins[result.origins["origin"] == "incomplete"]
    assert len(cells) > 20
    assert [(u, i) for u, i in cells.index if names[u] not in bias[i]] == []
