"""Combinations of settings that have no meaning together: each is refused by name, and its neighbour is not."""

import pytest

from connectindex.edition.model import Methods
from connectindex.model.indicator import Indicator
from connectindex.model.tree import Leaf, Node
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.combinations import combination_problems
from connectindex.stages.distances import DistanceToTarget, FractionOfMax
from connectindex.stages.frozen import FrozenColumn
from connectindex.stages.means import Ampi, Mpi
from connectindex.stages.ranks import Rank
from connectindex.stages.scales import Categories, Goalposts, MinMax, ZScore
from connectindex.stages.treat import BoxCox, Log, Winsorise

TREE = Node("index", "Index", 1, (Leaf("x"),))
FROZEN = (FrozenColumn("x"),)
PERCENTILES = Categories((50,), percentiles=True)
BOUNDS = Categories((5,))


def problems_of(methods, **settings):
    """Places of the problems of one indicator, x, under these methods."""
    found = combination_problems([Indicator("x", "X", "u", **settings)], methods, TREE)
    return [p.place for p in found]


@pytest.mark.parametrize(
    ("methods", "settings", "places"),
    [
        # a rank has no bounds that could be frozen, and nothing clips a scale that is not
        (Methods(normalise=Rank(), scale=FROZEN), {}, ["[method.normalise] kind"]),
        (Methods(normalise=MinMax(), scale=FROZEN), {}, []),
        (Methods(normalise=PERCENTILES, scale=FROZEN), {}, ["[method.normalise] kind"]),
        (Methods(normalise=BOUNDS, scale=FROZEN), {}, []),
        (Methods(normalise=MinMax(), clip=True), {}, ["[method] clip"]),
        (Methods(normalise=MinMax(), scale=FROZEN, clip=True), {}, []),
        # an ideal band: the distance from it is in no category of values, and zero at best
        (Methods(normalise=BOUNDS), {"ideal": (2, 3)}, ["indicator x ideal"]),
        (Methods(normalise=BOUNDS), {}, []),
        (Methods(normalise=PERCENTILES), {"ideal": (2, 3)}, []),
        (Methods(normalise=FractionOfMax()), {"ideal": (2, 3)}, ["indicator x ideal"]),
        (Methods(normalise=FractionOfMax()), {}, []),
        (Methods(normalise=DistanceToTarget()), {"ideal": (2, 3), "target": 4}, ["indicator x target"]),
        (Methods(normalise=DistanceToTarget()), {"ideal": (2, 3)}, []),
        (Methods(normalise=MinMax()), {"ideal": (2, 3), "target": 4}, []),
        # ... and lies within the goalposts, its ends included
        (Methods(normalise=Goalposts()), {"ideal": (0, 10), "goalposts": (0, 10)}, []),
        (Methods(normalise=Goalposts()), {"ideal": (5, 5), "goalposts": (0, 10)}, []),
        (Methods(normalise=Goalposts()), {"ideal": (-1, 3), "goalposts": (0, 10)}, ["indicator x ideal"]),
        (Methods(normalise=Goalposts()), {"ideal": (2, 11), "goalposts": (0, 10)}, ["indicator x ideal"]),
        (Methods(normalise=MinMax()), {"ideal": (2, 11), "goalposts": (0, 10)}, []),
        # a logarithm of the goalposts: above zero, and taken once
        (Methods(normalise=Goalposts()), {"log": True, "goalposts": (0, 10)}, ["indicator x goalposts"]),
        (Methods(normalise=Goalposts()), {"log": True, "goalposts": (0.5, 10)}, []),
        (Methods(normalise=Goalposts()), {"log": False, "goalposts": (0, 10)}, []),
        (Methods(normalise=MinMax()), {"log": True, "goalposts": (0, 10)}, []),
        (Methods(normalise=Goalposts(), treat=Log()), {"log": True, "goalposts": (1, 10)}, ["indicator x log"]),
        (Methods(normalise=Goalposts(), treat=Winsorise()), {"log": True, "goalposts": (1, 10)}, []),
        (Methods(normalise=Goalposts(), treat=Log(), scale=FROZEN), {"log": True, "goalposts": (1, 10)}, []),
        (
            Methods(normalise=Goalposts(), treat_by_indicator={"x": BoxCox()}),
            {"log": True, "goalposts": (1, 10)},
            ["indicator x log"],
        ),
        # a transformation takes the zero away that fractions of the greatest are counted from
        (Methods(normalise=FractionOfMax(), treat=Log()), {}, ["indicator x fraction_of_max"]),
        (Methods(normalise=FractionOfMax(), treat=Winsorise()), {}, []),
        (Methods(normalise=FractionOfMax(), treat=Log(), treat_by_indicator={"x": Winsorise()}), {}, []),
    ],
)  # fmt: skip
def test_settings_that_have_no_meaning_together_are_named(methods, settings, places):
    assert problems_of(methods, **settings) == places


@pytest.mark.parametrize(
    ("normalise", "rule", "refused"),
    [
        (MinMax(), Mpi(), True),
        (ZScore(100, 10), Mpi(), False),
        (MinMax(), Ampi(), True),
        (MinMax(70, 130, pool="panel"), Ampi(), False),
    ],
)
def test_a_penalty_for_unbalance_asks_for_a_scale_above_zero(normalise, rule, refused):
    found = combination_problems([], Methods(normalise=normalise, rules={"index": NodeRules(rule)}), TREE)
    assert [p.place for p in found] == [f"node index aggregate {rule.kind!r}"] * refused
    assert all("zscore" in p.hint or "minmax" in p.hint for p in found)


def test_a_frozen_scale_names_the_kinds_that_can_be_frozen():
    (problem,) = combination_problems([], Methods(normalise=Rank(), scale=FROZEN), TREE)
    assert problem.rule.startswith("must be one of minmax, zscore, ")
    assert not {"rank", "borda", "distance_to_reference"} & set(problem.rule.replace(",", "").split())
