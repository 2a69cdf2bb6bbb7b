"""Benefit of the doubt as the aggregation of a node."""

import numpy as np
import pytest

import connectindex as ci
from connectindex.stages.bod import BenefitOfTheDoubt
from connectindex.stages.frontier import benefit_of_the_doubt

X = np.array([[40.0, 10], [10, 40], [20, 20], [0, 0], [np.nan, np.nan], [np.nan, 20]])


def test_scores_are_the_frontiers_and_units_without_anything_are_at_the_bottom():
    scores = BenefitOfTheDoubt().combined(X, np.ones(2))
    assert scores[:4].tolist() == pytest.approx([100, 100, 80, 0])
    assert np.isnan(scores[4])
    assert scores[5] == pytest.approx(50)


def test_bounds_change_the_score_and_contributions_add_up():
    method = BenefitOfTheDoubt(low=0.3, high=0.7)
    x = X[:3]
    scores = method.combined(x, np.ones(2))
    assert (scores <= BenefitOfTheDoubt().combined(x, np.ones(2)) + 1e-9).all()
    assert scores[0] < 100
    np.testing.assert_allclose((method.shares(x, np.ones(2), scores) * x).sum(axis=1), scores)


def test_as_weights_it_scores_the_root(starter):
    text = (starter / "index.toml").read_text("utf-8")
    (starter / "index.toml").write_text(
        text.replace("[method.aggregate]", "[method.weight]\nkind = 'bod'\nhigh = 0.8\n[method.aggregate]", 1), "utf-8"
    )
    result = ci.build(ci.read_edition(starter))
    pillars = result.scores[["transport", "energy", "telecom"]]
    expected = 100 * benefit_of_the_doubt(pillars.to_numpy(), 0.0, 0.8).scores
    np.testing.assert_allclose(result.scores["index"], expected)
    np.testing.assert_allclose(result.contributions_to("index").sum(axis=1), result.scores["index"])
    assert "each unit under the weights" in result.edition.methods.rule("index").aggregation.words()


def test_nominal_weights_of_the_root_have_no_say_then(starter):
    text = (starter / "index.toml").read_text("utf-8")
    text = text.replace("[method.aggregate]", "[method.weight]\nkind = 'bod'\n[method.aggregate]", 1)
    (starter / "index.toml").write_text(text, "utf-8")
    before = ci.build(ci.read_edition(starter)).scores["index"]
    (starter / "index.toml").write_text(text.replace("weight = 2\n", "weight = 5\n", 1), "utf-8")
    assert ci.build(ci.read_edition(starter)).scores["index"].equals(before)


def test_a_root_with_two_methods_is_named(starter):
    text = (starter / "index.toml").read_text("utf-8")
    text = text.replace("[method.aggregate]", "[method.weight]\nkind = 'bod'\n[method.aggregate]", 1)
    text = text.replace("[tree.transport]", "[tree]\naggregate = { kind = 'geometric' }\n[tree.transport]", 1)
    (starter / "index.toml").write_text(text, "utf-8")
    with pytest.raises(ci.InputError, match="must not be set beside weights of kind 'bod'"):
        ci.read_edition(starter)


def test_the_words_name_the_bounds_where_there_are_any():
    assert BenefitOfTheDoubt().words() == ("benefit of the doubt (each unit under the weights most favourable to it)")
    assert "each component between 20% and 100%" in BenefitOfTheDoubt(low=0.2).words()
