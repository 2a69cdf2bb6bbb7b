"""The scenarios of the documentation, as a reader runs them."""

from pathlib import Path

import pytest

SCENARIOS = Path(__file__).parents[1] / "docs/scenarios"
# whom each costs most
MOST = {"cable-aae-1": "France", "red-sea": "Italy", "border-china-kazakhstan": "Kazakhstan"}


def test_every_scenario_is_known():
    assert {p.stem for p in SCENARIOS.glob("*.csv")} == set(MOST)


@pytest.mark.parametrize("name", MOST)
def test_a_scenario_lowers_the_scores_of_those_it_parts(command, name):
    ran = command("whatif", "belt-and-road", SCENARIOS / f"{name}.csv", "--draws", "0", "-q")
    assert ran.returncode == 0
    first = ran.stdout.splitlines()[0]
    assert f"Largest changes: {MOST[name]} -" in first.replace("−", "-")
