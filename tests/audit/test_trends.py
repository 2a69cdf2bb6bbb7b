"""Trends against the published convention, numbers by hand, and statsmodels unit by unit."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import connectindex as ci
from connectindex.audit.trends import course_of, trend_table
from connectindex.errors import InputError

NA = np.nan
QUICK = settings(max_examples=25, deadline=None)
CELLS = st.one_of(st.just(NA), st.floats(-1e3, 1e3, allow_subnormal=False))


def test_compound_growth_is_of_the_first_and_last_figure():
    # COINr 1.1.14: CAGR of (100, 110, NA, 133.1) over 2010..2013
    found = trend_table(pd.DataFrame({"A": [100, 110, NA, 133.1]}, index=range(2010, 2014))).loc["A"]
    assert found["cagr"] == pytest.approx(0.1, rel=1e-12)
    assert found["change"] == pytest.approx(33.1)
    assert (found["n"], found["first_year"], found["last_year"]) == (3, 2010, 2013)


def test_growth_starts_and_ends_with_the_units_own_figures():
    found = trend_table(pd.DataFrame({"A": [NA, 100, NA, 121, NA]}, index=range(2010, 2015))).loc["A"]
    assert found["cagr"] == pytest.approx(0.1, rel=1e-12)
    assert (found["first_year"], found["last_year"]) == (2011, 2013)


def test_too_few_figures_are_missing_and_never_zero():
    table = pd.DataFrame({"none": [NA, NA, NA], "one": [5, NA, NA], "two": [5, NA, 7]}, index=[2010, 2011, 2012])
    found = trend_table(table)
    assert found["n"].tolist() == [0, 1, 2]
    assert found[["slope", "low", "high", "p"]].isna().all(axis=None)
    assert found.loc[["none", "one"], ["change", "cagr"]].isna().all(axis=None)
    assert found.loc["two", "change"] == 2
    assert pd.isna(found.loc["none", "first_year"])
    assert found.loc["one", "last_year"] == 2010


def test_growth_from_or_to_nothing_has_no_rate():
    table = pd.DataFrame({"from": [0.0, 5], "to": [5.0, 0], "below": [-1.0, 4]}, index=[2015, 2025])
    found = trend_table(table)
    assert found["cagr"].isna().all()
    assert found["change"].tolist() == [5, -5, 5]


def test_growth_beyond_all_numbers_has_no_rate():
    found = trend_table(pd.DataFrame({"A": [5e-324, 1e300]}, index=[2024, 2025]))
    assert np.isnan(found.loc["A", "cagr"])
    assert found.loc["A", "change"] == 1e300


def test_lines_are_those_of_statsmodels_unit_by_unit():
    rng = np.random.default_rng(4)
    years = np.array([2008, 2010, 2011, 2014, 2015, 2019, 2024])
    y = 50 + 0.3 * (years - 2008)[:, None] + rng.normal(0, 3, (7, 12))
    y[rng.random(y.shape) < 0.25] = NA
    units = [f"U{k}" for k in range(12)]
    found = trend_table(pd.DataFrame(y, index=years, columns=units), level=0.9)
    for unit, column in zip(units, y.T, strict=True):
        has = ~np.isnan(column)
        if has.sum() < 3:
            assert np.isnan(found.loc[unit, "slope"])
            continue
        fit = sm.OLS(column[has], sm.add_constant(years[has].astype(float))).fit()
        wanted = [fit.params[1], *fit.conf_int(0.1)[1], fit.pvalues[1]]
        np.testing.assert_allclose(found.loc[unit, ["slope", "low", "high", "p"]].astype(float), wanted, rtol=1e-6)
    assert found["slope"].notna().sum() > 8


def test_a_straight_line_is_found_exactly():
    found = trend_table(pd.DataFrame({"A": [10.0, 12, 14, 16]}, index=[2010, 2011, 2012, 2013])).loc["A"]
    assert found["slope"] == pytest.approx(2)
    assert found["high"] - found["low"] == pytest.approx(0, abs=1e-9)


@QUICK
@given(arrays(float, (5, 3), elements=CELLS))
def test_turning_the_scale_turns_the_trend(y):
    table = pd.DataFrame(y, index=range(2020, 2025), columns=list("ABC"))
    up, down = trend_table(table), trend_table(-table)
    np.testing.assert_allclose(up["slope"], -down["slope"], atol=1e-9)
    np.testing.assert_allclose(up["low"], -down["high"], atol=1e-6)
    np.testing.assert_allclose(up["change"], -down["change"])


@QUICK
@given(arrays(float, (5, 3), elements=CELLS), st.permutations(range(5)))
def test_the_order_of_years_and_the_scale_of_values_change_nothing(y, order):
    table = pd.DataFrame(y, index=range(2020, 2025), columns=list("ABC"))
    pd.testing.assert_frame_equal(trend_table(table.iloc[list(order)]), trend_table(table))
    np.testing.assert_allclose(trend_table(table * 1000)["slope"], trend_table(table)["slope"] * 1000, atol=1e-6)


def test_a_result_gives_the_trends_of_its_nodes(panel_of):
    scores = pd.DataFrame(
        {"AAA": [20.0, 30, 40], "BBB": [50.0, NA, 44], "CCC": [10.0, 12, 11]}, index=[2010, 2015, 2020]
    )
    found = ci.trends(panel_of(scores))
    assert found.table.loc["AAA", "slope"] == pytest.approx(2)
    assert found.table.loc["BBB", "cagr"] == pytest.approx(0.88**0.1 - 1)
    assert np.isnan(found.table.loc["BBB", "slope"])
    assert found.notes == ()
    assert found.sentence == (
        "From 2010 to 2020 “Panel” rose in 2, fell in 1 and was unchanged in 0 of 3 units with data for "
        "two years or more. Of 2 with data for three years or more, the 95% interval of the trend lies "
        "above 0 for 1, below 0 for 0, and includes 0 for the others."
    )
    assert list(found.tables()) == ["trends"]
    assert "Panel" in found._repr_html_()


def test_indicators_are_taken_in_their_own_unit(panel_of):
    scores = pd.DataFrame({"AAA": [20.0, 30], "BBB": [50.0, 40]}, index=[2010, 2020])
    found = ci.trends(panel_of(scores), "level")
    assert found.course.unit == "points"
    assert found.table["change"].tolist() == [10, -10]
    assert found.notes == ("No unit has the 3 years of data that a trend with an interval requires.",)


def test_a_figure_read_again_counts_once(panel_of):
    scores = pd.DataFrame({"AAA": [20.0, NA, 40], "BBB": [50.0, 50, 50], "CCC": [1.0, 2, 3]}, index=[2010, 2015, 2020])
    result = panel_of(scores, carried=True)
    assert result.stage("measured").loc[(2015, "AAA"), "level"] == 20
    found = ci.trends(result, "level")
    assert found.table["n"].tolist() == [2, 3, 3]
    assert found.table.loc["BBB", "slope"] == 0
    assert found.notes == ("Figures carried forward from an earlier year, which count once: 1.",)


def test_the_starter_as_a_panel_has_nothing_new_in_its_second_year(starter):
    text = (starter / "index.toml").read_text("utf-8").replace("year = 2026 ", "years = [2025, 2026] ", 1)
    (starter / "index.toml").write_text(text, "utf-8")
    result = ci.build(ci.read_edition(starter))
    for name in ("internet_users", "air_partners"):
        assert course_of(result, name).table.loc[2026].isna().all()
        assert course_of(result, name).table.loc[2025].notna().any()


def test_a_scale_of_each_year_is_said_aloud(panel_of):
    scores = pd.DataFrame({"AAA": [20.0, 30], "BBB": [50.0, 40], "CCC": [30.0, 90]}, index=[2010, 2020])
    assert any(
        "Each year is scaled on the units of that year" in note
        for note in ci.trends(panel_of(scores, kind="minmax")).notes
    )
    assert not any(
        "Each year is scaled on the units of that year" in note for note in ci.trends(panel_of(scores)).notes
    )


def test_one_year_has_no_trend_and_says_so(starter):
    found = ci.trends(ci.build(ci.read_edition(starter)))
    assert found.table["change"].isna().all()
    assert found.notes == ("There is only one year: no change can be computed.",)
    assert found.sentence.startswith("No unit has data on “Starter")


def test_all_bad_requests_are_named_at_once(starter):
    with pytest.raises(InputError) as caught:
        ci.trends(ci.build(ci.read_edition(starter)), "trnsport", level=95)
    assert [p.place for p in caught.value.problems] == ["level", "of"]
    assert "did you mean 'transport'?" in str(caught.value)
