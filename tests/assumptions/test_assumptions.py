"""Assumptions: what settings they take, to the last value that is allowed, and what they are called."""

import pytest

from connectindex.assumptions.methods import LeaveOut, VaryMethod, VaryWeights, frozen_problems, names_of
from connectindex.assumptions.noise import VaryCounts, VaryErrors, VaryLinks
from connectindex.stages.scales import MinMax, ZScore
from connectindex.stages.treat import Log, NoTreatment


@pytest.mark.parametrize(
    ("made", "settings"),
    [
        (VaryWeights, {"spread": 0}),
        (VaryWeights, {"spread": 1}),
        (VaryWeights, {"spread": "simplex"}),
        (VaryWeights, {"concentration": 0.01}),
        (VaryMethod, {"step": "treat", "among": (Log(),)}),
        (VaryErrors, {"default": 0}),
        (VaryErrors, {"default": 5}),
        (VaryErrors, {"errors": {"s": 5}}),
        (VaryLinks, {"drop": 0, "add": 0}),
        (VaryLinks, {"drop": 1, "add": 1}),
        (VaryLinks, {"samples": 1}),
        (VaryLinks, {"samples": 10_000}),
    ],
)
def test_the_last_value_that_is_allowed(made, settings):
    for name, value in settings.items():
        assert getattr(made(**settings), name) == value


@pytest.mark.parametrize(
    ("made", "settings", "said"),
    [
        (VaryWeights, {"spread": -0.01}, "spread must be from 0 to 1"),
        (VaryWeights, {"spread": 1.01}, "spread must be from 0 to 1"),
        (VaryWeights, {"concentration": 0}, "concentration must be above zero"),
        (VaryMethod, {"step": "treat", "among": ()}, "at least one method"),
        (VaryErrors, {"default": -0.01}, "from 0 to 5"),
        (VaryErrors, {"default": 5.01}, "from 0 to 5"),
        (VaryErrors, {"errors": {"s": 0.1, "t": -1}}, "from 0 to 5"),
        (VaryLinks, {"drop": -0.01}, "drop and add must be from 0 to 1"),
        (VaryLinks, {"drop": 1.01}, "drop and add must be from 0 to 1"),
        (VaryLinks, {"add": -0.01}, "drop and add must be from 0 to 1"),
        (VaryLinks, {"add": 1.01}, "drop and add must be from 0 to 1"),
        (VaryLinks, {"samples": 0}, "samples must be from 1 to 10,000"),
        (VaryLinks, {"samples": 10_001}, "samples must be from 1 to 10,000"),
    ],
)
def test_the_first_value_that_is_refused(made, settings, said):
    with pytest.raises(ValueError, match=said):
        made(**settings)


def test_what_nobody_sets():
    assert (VaryWeights().spread, VaryWeights().levels, VaryWeights().concentration) == (0.25, (), 50)
    assert LeaveOut().level == 1
    assert (VaryLinks().drop, VaryLinks().add, VaryLinks().samples, VaryLinks().seed) == (0.05, 0, 50, 0)
    assert VaryErrors().default == 0


def test_alike_assumptions_are_numbered():
    vary = [VaryWeights(), LeaveOut(2), LeaveOut(2), LeaveOut(2), VaryMethod("aggregate", (1,), "air"), VaryCounts()]
    levels = ["leave out level 2", "leave out level 2 (2)", "leave out level 2 (3)"]
    assert names_of(vary) == ["weights", *levels, "aggregate air", "counts"]


@pytest.mark.parametrize(
    ("assumption", "words"),
    [
        (VaryWeights(0.25), "weights within 25% of their nominal values"),
        (VaryWeights("simplex", levels=(1, 2)), "weights at level 1, 2, drawn uniformly over all possible shares"),
        (VaryWeights("dirichlet"), "weights, drawn around the nominal shares"),
        (VaryMethod("treat", (Log(),)), "outliers (1 method)"),
        (VaryMethod("aggregate", (1, 2), "air"), "aggregation of air (2 methods)"),
        (LeaveOut(2), "no element or one element of level 2 omitted"),
        (VaryCounts(), "counts, with Poisson variation"),
        (VaryCounts("gamma"), "counts, with rates consistent with the observed counts"),
        (VaryErrors({"s": 0.1}, 0.2), "measurement error, up to 20%"),
        (VaryLinks(0.05, 0.1), "links, 5% dropped and 10% added at random"),
        (VaryLinks(modes=("air", "sea")), "links of air, sea, 5% dropped and 0% added at random"),
    ],
)
def test_an_assumption_in_words(assumption, words):
    assert str(assumption.words()) == words


def test_a_frozen_scale_leaves_no_choice_of_treatment_nor_of_pooling():
    """Its bounds are those of the file, pooled or not; a z-score beside a min-max is a choice all the same."""
    of_treatment = VaryMethod("treat", (NoTreatment(), Log()))
    of_pooling = VaryMethod("normalise", (MinMax(), MinMax(pool="panel")))
    of_scale = VaryMethod("normalise", (MinMax(), ZScore()))
    found = frozen_problems([VaryWeights(), of_scale, of_treatment, of_pooling])
    assert [(p.place, p.got) for p in found] == [("robustness vary 3", "'treat'"), ("robustness vary 4", "'pool'")]
