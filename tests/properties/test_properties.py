"""Identities that hold for any data: of means, of normalising, of treatment, of the whole chain."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from connectindex.model.indicator import Indicator
from connectindex.stages.means import Arithmetic, Geometric, Harmonic, Power
from connectindex.stages.normalise import normalise
from connectindex.stages.scales import MinMax, ZScore
from connectindex.stages.treat import Winsorise, passes, transformation, winsorised

# three-decimal numbers: values that are told apart by less than rounding error are no data
POSITIVE = st.integers(1, 10**6).map(lambda k: k / 1000)
ANY = st.integers(-(10**6), 10**6).map(lambda k: k / 1000)
MEANS = st.sampled_from([Arithmetic(), Geometric(), Harmonic(), Power(0.5), Power(3), Power(-2)])
QUICK = settings(max_examples=60, deadline=None)


def arrays(elements, shape):
    return hnp.arrays(float, shape, elements=elements)


@st.composite
def children(draw):
    """Scores with holes (at least one value a unit) and weights."""
    k = draw(st.integers(1, 6))
    x = draw(arrays(POSITIVE, (draw(st.integers(1, 5)), k)))
    holes = draw(hnp.arrays(bool, x.shape))
    holes[:, draw(st.integers(0, k - 1))] = False
    return np.where(holes, np.nan, x), draw(arrays(POSITIVE, k))


@QUICK
@given(children(), MEANS)
def test_a_mean_lies_between_the_smallest_and_the_largest(data, mean):
    x, w = data
    score = mean.combined(x, w)
    assert (score >= np.nanmin(x, axis=1) * (1 - 1e-9)).all()
    assert (score <= np.nanmax(x, axis=1) * (1 + 1e-9)).all()


@QUICK
@given(children(), MEANS, POSITIVE)
def test_only_proportions_of_weights_matter(data, mean, factor):
    x, w = data
    np.testing.assert_allclose(mean.combined(x, w), mean.combined(x, factor * w), rtol=1e-9)


@QUICK
@given(children(), MEANS)
def test_contributions_add_up(data, mean):
    x, w = data
    score = mean.combined(x, w)
    np.testing.assert_allclose(np.nansum(mean.shares(x, w, score) * x, axis=1), score, rtol=1e-8)


@QUICK
@given(children(), MEANS, st.data())
def test_raising_a_child_never_lowers_the_score(data, mean, pick):
    x, w = data
    j = pick.draw(st.integers(0, x.shape[1] - 1))
    raised = x.copy()
    raised[:, j] *= 1.5
    assert (mean.combined(raised, w) >= mean.combined(x, w) * (1 - 1e-9)).all()


@QUICK
@given(children(), MEANS)
def test_a_missing_child_is_a_child_that_is_not_there(data, mean):
    x, w = data
    for row in x:
        there = ~np.isnan(row)
        alone = mean.combined(row[None, there], w[there])
        np.testing.assert_allclose(mean.combined(row[None], w), alone, rtol=1e-9)


@QUICK
@given(
    arrays(ANY, (8, 2)),
    st.sampled_from([MinMax(), MinMax(1, 10), ZScore(), ZScore(50, 10)]),
    st.sampled_from([1, -1]),
)
def test_normalising_keeps_or_turns_the_order_and_forgets_the_unit(x, method, direction):
    table = pd.DataFrame(x, columns=["a", "b"])
    indicators = [Indicator(c, c, "u", direction=direction) for c in "ab"]
    scores = normalise(table, method, indicators)
    other_unit = normalise(table * 3.5 + 20, method, indicators)
    np.testing.assert_allclose(scores, other_unit, atol=1e-7)
    for c in "ab":
        higher = table[c].to_numpy()[:, None] > table[c].to_numpy()[None, :]
        difference = direction * (scores[c].to_numpy()[:, None] - scores[c].to_numpy()[None, :])
        assert (difference[higher] > 0).all()


@QUICK
@given(hnp.arrays(float, st.integers(4, 40), elements=ANY), st.integers(0, 6))
def test_winsorising_moves_few_points_and_keeps_the_order(values, points):
    x = values[:, None]
    done = winsorised(x, points, 2.0, 3.5)
    assert (done != x).sum() <= points
    order = np.argsort(values, kind="stable")
    assert (np.diff(done[order, 0]) >= 0).all()
    assert set(done[:, 0]) <= set(values)


@QUICK
@given(hnp.arrays(float, st.integers(4, 40), elements=ANY))
def test_treatment_leaves_a_column_that_passes(values):
    x = values[:, None]
    if passes(x, 2.0, 3.5)[0]:
        assert (Winsorise().fitted(x).applied(x) == x).all()


@QUICK
@given(hnp.arrays(float, st.integers(4, 40), elements=ANY))
def test_the_logarithm_keeps_the_order(values):
    done = transformation(values[:, None], "log").applied(values[:, None])[:, 0]
    higher = values[:, None] > values[None, :]
    assert (done[:, None] - done[None, :])[higher].min(initial=1) > 0
