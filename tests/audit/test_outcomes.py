"""Outcomes against scipy, statsmodels and hand calculation; bad requests; words that claim no cause."""

import re

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

import connectindex as ci
from connectindex.audit.outcomes.estimates import correlations, redundant, regression, within
from connectindex.errors import InputError

NA = np.nan


def sample(n=50, seed=0, slope=0.05, k=1):
    """An outcome that goes with the score, both going with the first control."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({f"c{j}": rng.normal(size=n) for j in range(k)})
    table["score"] = 50 + 10 * table["c0"] + rng.normal(0, 10, n)
    table["outcome"] = slope * table["score"] + table["c0"] + rng.normal(0, 1, n)
    return table


def panel(units=30, years=(2010, 2015, 2020), seed=0, slope=0.05):
    """Units of different level, years of different level, and a slope within units."""
    rng = np.random.default_rng(seed)
    names = [f"{chr(65 + k // 26)}{chr(65 + k % 26)}X" for k in range(units)]
    start = rng.uniform(20, 70, units)
    scores = pd.DataFrame([start + rng.normal(2 * t, 5, units) for t in range(len(years))], index=years, columns=names)
    level = rng.normal(0, 2, units) - 0.1 * start  # between units it is the other way round
    outcome = slope * scores + level + rng.normal(0, 0.3, scores.shape)
    outcome = outcome.add(pd.Series(rng.normal(size=len(years)), index=years), axis=0)
    return scores, np.exp(outcome)


@pytest.fixture(scope="module")
def world():
    return ci.build(ci.world())


# correlations


def test_correlations_and_their_intervals_are_those_of_scipy():
    table = sample()
    found = correlations(table, [], 0.9)
    pearson = stats.pearsonr(table["score"], table["outcome"])
    interval = pearson.confidence_interval(0.9)
    np.testing.assert_allclose(
        found.loc["pearson", ["r", "p", "low", "high"]].astype(float),
        [pearson.statistic, pearson.pvalue, interval.low, interval.high],
    )
    spearman = stats.spearmanr(table["score"], table["outcome"])
    np.testing.assert_allclose(found.loc["spearman", ["r", "p"]].astype(float), [spearman.statistic, spearman.pvalue])


def test_the_interval_of_spearman_by_hand():
    # Bonett & Wright (2000): r = 0.8, n = 13 and z = 1.96: atanh 0.8 = 1.098612, error √(1.32/10) = 0.363318
    x = np.arange(13.0)
    table = pd.DataFrame({"score": x, "outcome": x})
    table.loc[[0, 12], "outcome"] = table.loc[[12, 0], "outcome"].to_numpy()
    found = correlations(table, [], 0.95).loc["spearman"]
    r = 1 - 6 * 2 * 144 / (13 * 168)
    half = stats.norm.ppf(0.975) * np.sqrt((1 + r**2 / 2) / 10)
    assert found["r"] == pytest.approx(r)
    assert found["low"] == pytest.approx(np.tanh(np.arctanh(r) - half))
    assert found["high"] == pytest.approx(np.tanh(np.arctanh(r) + half))


def test_partial_correlation_of_one_control_is_the_textbook_formula():
    table = sample()
    r = table.corr()
    xy, xz, yz = r.loc["score", "outcome"], r.loc["score", "c0"], r.loc["outcome", "c0"]
    wanted = (xy - xz * yz) / np.sqrt((1 - xz**2) * (1 - yz**2))
    found = correlations(table, ["c0"], 0.95).loc["partial pearson"]
    assert found["r"] == pytest.approx(wanted)
    t = wanted * np.sqrt(47 / (1 - wanted**2))
    assert found["p"] == pytest.approx(2 * stats.t.sf(abs(t), 47))
    half = stats.norm.ppf(0.975) / np.sqrt(50 - 1 - 3)
    assert found["low"] == pytest.approx(np.tanh(np.arctanh(wanted) - half))


def test_partial_correlation_of_many_controls_is_from_the_inverse_of_the_correlations():
    table = sample(k=4)
    columns = ["score", "outcome", "c0", "c1", "c2", "c3"]
    for kind, ranked in (("partial pearson", table), ("partial spearman", table.rank())):
        precision = np.linalg.inv(ranked[columns].corr())
        wanted = -precision[0, 1] / np.sqrt(precision[0, 0] * precision[1, 1])
        assert correlations(table, columns[2:], 0.95).loc[kind, "r"] == pytest.approx(wanted)


def test_what_is_perfect_has_a_perfect_interval():
    table = pd.DataFrame({"score": np.arange(10.0), "outcome": 2 * np.arange(10.0)})
    found = correlations(table, [], 0.95)
    np.testing.assert_allclose(found[["r", "low", "high"]], 1, atol=1e-6)


# least squares


def test_regression_is_least_squares_with_hc3_errors():
    table = sample(k=2)
    terms, fit = regression(table, ["c0", "c1"], 0.9)
    wanted = sm.OLS(table["outcome"], sm.add_constant(table[["score", "c0", "c1"]])).fit(cov_type="HC3", use_t=True)
    for name in ("score", "c0", "c1"):
        row = [wanted.params[name], wanted.bse[name], *wanted.conf_int(0.1).loc[name], wanted.pvalues[name]]
        np.testing.assert_allclose(terms.loc[name].astype(float), row)
    assert terms.loc["constant", "coefficient"] == pytest.approx(wanted.params["const"])
    assert fit == {"n": 50, "units": 50, "r2": pytest.approx(wanted.rsquared)}


def test_a_control_takes_away_what_goes_through_it():
    table = sample(n=400, slope=0.0)
    assert regression(table, [], 0.95)[0].loc["score", "low"] > 0
    controlled = regression(table, ["c0"], 0.95)[0].loc["score"]
    assert controlled["low"] < 0 < controlled["high"]


def long(scores, outcome):
    return pd.DataFrame({"score": scores.stack(), "outcome": np.log(outcome).stack()}).rename_axis(["year", "unit"])


def test_within_units_is_least_squares_with_a_constant_for_each():
    table = long(*panel())
    found, fit = within(table, [], 0.95)
    dummies = pd.get_dummies(table.reset_index()[["unit", "year"]].astype(str), dtype=float)
    x = pd.concat([table[["score"]].reset_index(drop=True), dummies.drop(columns="year_2010")], axis=1)
    full = sm.OLS(table["outcome"].to_numpy(), x.to_numpy()).fit()
    assert found.loc["score", "coefficient"] == pytest.approx(full.params[0])
    # clustered by unit, by its formula: units/(units - 1) · (n - 1)/(n - k), constants of units not counted in k
    y = table["outcome"] - table["outcome"].groupby("unit").transform("mean")
    z = x.drop(columns=[c for c in x if c.startswith("unit_")]).set_index(table.index)
    z = (z - z.groupby("unit").transform("mean")).to_numpy()
    rest = y.to_numpy() - z @ np.linalg.lstsq(z, y.to_numpy(), rcond=None)[0]
    moments = pd.DataFrame(z * rest[:, None], index=table.index).groupby("unit").sum().to_numpy()
    bread = np.linalg.inv(z.T @ z)
    variance = (bread @ moments.T @ moments @ bread)[0, 0] * 30 / 29 * 89 / (90 - 3)
    assert found.loc["score", "se"] == pytest.approx(np.sqrt(variance))
    half = stats.t.ppf(0.975, 29) * np.sqrt(variance)
    assert found.loc["score", "low"] == pytest.approx(full.params[0] - half)
    assert (fit["n"], fit["units"]) == (90, 30)


def test_of_two_years_it_is_the_regression_of_changes():
    scores, outcome = panel(years=(2015, 2025))
    change = sm.OLS(np.log(outcome).diff().iloc[1], sm.add_constant(scores.diff().iloc[1])).fit()
    found, _ = within(long(scores, outcome), [], 0.95)
    assert found.loc["score", "coefficient"] == pytest.approx(change.params.iloc[1])


def test_within_units_the_interval_holds_the_true_slope_about_as_often_as_it_says():
    held = []
    for seed in range(100):
        row = within(long(*panel(seed=seed)), [], 0.9)[0].loc["score"]
        held.append(row["low"] <= 0.05 <= row["high"])
    assert 0.8 <= np.mean(held) <= 0.98


def test_units_that_never_meet_leave_no_year_too_many():
    scores, outcome = panel(years=(2010, 2015, 2020, 2025))
    scores.iloc[2:, :15] = NA
    scores.iloc[:2, 15:] = NA
    table = long(scores, outcome).dropna()
    found, fit = within(table, [], 0.95)
    halves = np.concatenate([scores.iloc[k : k + 2, c : c + 15].diff().iloc[1] for k, c in ((0, 0), (2, 15))])
    changes = np.concatenate([np.log(outcome).iloc[k : k + 2, c : c + 15].diff().iloc[1] for k, c in ((0, 0), (2, 15))])
    which = np.repeat([0.0, 1.0], 15)
    wanted = sm.OLS(changes, np.column_stack([halves, which, 1 - which])).fit()
    assert found.loc["score", "coefficient"] == pytest.approx(wanted.params[0])
    assert fit["n"] == 60


def test_redundant_columns_are_found_whatever_their_scale():
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"a": rng.normal(size=20), "b": 1e9 * rng.normal(size=20)})
    table["sum"] = table["a"] * 1e9 - table["b"] + 3
    table["flat"] = 1e-12
    assert redundant(table) == ["sum", "flat"]


# the whole


def test_income_of_the_world_goes_together_with_its_index(world):
    found = ci.outcomes(world, "gdp per population", ["population"])
    values = world.edition.values.snapshot(2026, world.edition.units).value
    table = pd.DataFrame({"y": np.log(values["gdp"] / values["population"]), "x": world.scores["index"]}).dropna()
    assert found.correlations.loc["pearson", "r"] == pytest.approx(stats.pearsonr(table["x"], table["y"]).statistic)
    assert found.correlations.loc["pearson", "n"] == len(table)
    assert found.logged == ("gdp per population", "population")
    assert found.panel.empty
    assert found.regressions.index.unique("model").tolist() == ["alone", "with controls"]
    # the index counts flights per head: population is in both
    assert any("is mechanical" in note for note in found.notes)
    assert set(found.left_out.index) == set(world.edition.units.codes) - set(found.data.loc[2026].index)
    assert (found.left_out["reason"] == "no score").all()


def test_no_word_of_a_cause(world):
    said = " ".join(ci.outcomes(world, "gdp per population", ["population"]).sentences)
    assert "is associated with" in said
    assert "Controlling for “population”" in said
    assert re.search(r"caus|effect|impact|lead|because|due to|drive|raise|increase|make", said) is None


def test_a_series_of_the_users_own(panel_of):
    scores, _ = panel(years=(2020,))
    result = panel_of(scores)
    own = pd.Series(3 * scores.loc[2020] + 1, name="trade <b>")
    own["ZZZ"] = 5.0
    own.iloc[4] = NA
    found = ci.outcomes(result, own, log=False)
    assert found.variable == "trade <b>"
    assert found.regressions.loc[("alone", "score"), "coefficient"] == pytest.approx(3)
    assert "higher by 30 (30 to 30)" in found.sentences[1]
    assert found.left_out["reason"].to_dict() == {scores.columns[4]: "no trade <b>"}
    assert found.notes[0].startswith("1 rows of “trade <b>”")
    assert "<b>" not in found._repr_html_().partition("<table")[0]


def test_nothing_that_goes_together_is_said_so(panel_of):
    scores, _ = panel(years=(2020,))
    noise = pd.Series(np.random.default_rng(1).normal(size=30), index=scores.columns, name="noise")
    control = pd.Series(np.random.default_rng(2).normal(size=30), index=scores.columns, name="other")
    found = ci.outcomes(panel_of(scores), noise, [control], log=False)
    assert found.correlations.loc["pearson", "low"] < 0 < found.correlations.loc["pearson", "high"]
    assert all("not significantly" in s for s in found.sentences)
    assert "the interval includes 0" in found.sentences[0]


def test_a_panel_compares_within_units_too(panel_of):
    scores, outcome = panel()
    found = ci.outcomes(panel_of(scores, income=outcome), "income")
    # between units those of higher score have less; within them more score goes with more
    assert found.correlations.loc["pearson", "r"] < 0
    assert found.panel.loc["score", "low"] > 0
    expected, _ = within(long(scores, outcome), [], 0.95)
    assert found.panel.loc["score", "coefficient"] == pytest.approx(expected.loc["score", "coefficient"])
    assert found.fits.loc["panel", ["n", "units"]].tolist() == [90, 30]
    assert "a higher score on “Panel” is associated with lower “income”" in found.sentences[0]
    assert found.sentences[-1].startswith(
        "Within units over time, a score 10 points higher is associated with “income” "
    )
    assert any("With 30 units" in note for note in found.notes)
    assert found.year == 2020
    assert ci.outcomes(panel_of(scores, income=outcome), "income", year=2010).year == 2010


def test_an_outcome_read_again_is_no_second_observation(panel_of):
    scores, outcome = panel()
    outcome.iloc[1] = NA
    carried = ci.outcomes(panel_of(scores, income=outcome, carried=True), "income")
    exact = ci.outcomes(panel_of(scores, income=outcome), "income")
    assert carried.fits.loc["panel", "n"] == exact.fits.loc["panel", "n"] == 60
    assert carried.panel.loc["score", "coefficient"] == pytest.approx(exact.panel.loc["score", "coefficient"])


def test_a_control_that_stays_the_same_drops_out_within_units(panel_of):
    scores, outcome = panel()
    area = pd.DataFrame([np.arange(1.0, 31)] * 3, index=scores.index, columns=scores.columns)
    found = ci.outcomes(panel_of(scores, income=outcome, area=area), "income", "area")
    assert found.panel.index.tolist() == ["score"]
    assert any(note.startswith("“area” does not change on its own within units") for note in found.notes)
    assert "“area”" not in found.sentences[-1]


def test_an_outcome_of_one_year_has_no_panel_and_says_why(panel_of):
    scores, outcome = panel()
    own = outcome.loc[2020].rename("income")
    found = ci.outcomes(panel_of(scores), own)
    assert found.panel.empty
    assert any("Within units nothing can be compared" in note for note in found.notes)
    both = outcome.stack().rename_axis(["year", "unit"]).rename("income")
    assert not ci.outcomes(panel_of(scores), both).panel.empty
    assert ci.outcomes(panel_of(scores), both.to_frame().swaplevel()).panel.loc["score", "p"] < 0.001


def test_logarithms_are_of_what_was_named(panel_of):
    scores, outcome = panel(years=(2020,))
    share = pd.Series(np.linspace(0, 1, 30), index=scores.columns, name="share")
    income = outcome.loc[2020].rename("income")
    result = panel_of(scores)
    found = ci.outcomes(result, income, share, log="income")
    assert found.logged == ("income",)
    assert "% to" in found.sentences[2]
    np.testing.assert_allclose(found.data.loc[2020, "outcome"], np.log(income))
    np.testing.assert_allclose(found.data.loc[2020, "share"], share)
    with pytest.raises(InputError, match=r"share: must be above 0 to take a logarithm \(AAX\), got 0"):
        ci.outcomes(result, income, share)
    with pytest.raises(InputError, match="did you mean 'income'"):
        ci.outcomes(result, income, log="incme")


def test_all_unknown_names_are_told_at_once(world):
    with pytest.raises(InputError) as caught:
        ci.outcomes(world, "gpd", ["populaton", 7], of="trnsport", year=1999)
    assert [p.place for p in caught.value.problems] == ["of", "year", "variable", "controls 1", "controls 2"]
    assert "did you mean 'gdp'?" in str(caught.value)


def numbers(scores, seed=3):
    return pd.Series(np.random.default_rng(seed).normal(size=scores.shape[1]), index=scores.columns)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: (s.iloc[:7], ()), "8 units or more must have the score and all variables in 2020, got 7"),
        (lambda s: (s * 0 + 4, ()), "must not be the same for all units, got 4"),
        (lambda s: (s, [(s * 0 + 4).rename("flat")]), "flat: must not be the same for all units"),
        (
            lambda s: (s, [(s**2).rename("a"), (3 - 2 * s**2).rename("b")]),
            "b: must not follow from the score and other",
        ),
        (lambda s: (s, [(2 * s + 1).rename("a")]), "must not follow from the controls"),
        (lambda s: (s, [(s == s.iloc[3]).astype(int).rename("a")]), "must not single out one unit, got 'ADX'"),
        (lambda s: (s.astype(str), ()), "must hold numbers"),
        (lambda s: (s.replace(s.iloc[0], np.inf), ()), "must hold finite numbers"),
        (lambda s: (pd.concat([s, s]), ()), "must name each unit once, got 'AAX'"),
        (lambda s: (s.rename(str.lower), ()), "must have units of the edition, got 'aax'"),
        (lambda s: (s, [s.rename("y")]), "must not be the outcome itself"),
        (lambda s: (s, [(s**2).rename("score")]), "must not be named score"),
        (lambda s: (pd.DataFrame({"a": s, "b": s}), ()), "got a table of 2 columns"),
        (lambda s: (pd.concat({"x": s}, names=["what", "unit"]), ()), "by year and unit, by these names"),
        (lambda _: ("level per level per level", ()), "must be one variable, or two joined"),
    ],
)
def test_bad_requests_are_refused(panel_of, change, message):
    scores, _ = panel(years=(2020,))
    variable, controls = change(numbers(scores).rename("y"))
    with pytest.raises(InputError, match=re.escape(message)):
        ci.outcomes(panel_of(scores), variable, controls, log=False)


def test_a_control_that_is_the_score_again_is_refused(panel_of):
    scores, _ = panel(years=(2020,))
    again = (2 * scores.loc[2020] + 1).rename("twice")
    with pytest.raises(InputError, match="twice: must not follow from the score"):
        ci.outcomes(panel_of(scores), numbers(scores), [again], log=False)


def test_the_order_of_units_changes_nothing(panel_of):
    scores, outcome = panel()
    result = panel_of(scores)
    own = outcome.stack().rename_axis(["year", "unit"]).rename("income")
    one, other = ci.outcomes(result, own), ci.outcomes(result, own.iloc[::-1])
    for name, table in one.tables().items():
        pd.testing.assert_frame_equal(other.tables()[name], table, check_exact=True)
