"""Tables with and without the year."""

import pandas as pd
import pytest

import connectindex as ci
from connectindex.edition.read import read_edition, starter_folder
from connectindex.pipeline.result import measured_of


@pytest.fixture(scope="module")
def result():
    return ci.build(read_edition(starter_folder()))


def test_every_table_has_a_form_by_year_and_comes_back(result):
    year = result.edition.about.years[0]
    for table in (result.scores, result.ranks["index"], result.origins, result.contributions, result.stage("imputed")):
        dated = result.by_year(table)
        assert dated.index.names[0] == "year"
        assert dated.index.unique("year").tolist() == [year]
        assert result.by_year(dated) is dated
        for again in (result.of_year(dated), result.of_year(dated, year), result.of_year(table)):
            assert again.index.names == table.index.names
            assert again.equals(table)


def test_a_year_without_a_row_is_an_empty_table(result):
    dated = result.by_year(result.left_out)
    assert result.of_year(dated, 1900).empty
    assert result.of_year(dated, 1900).index.names == ["unit"]


def test_what_was_measured_is_kept_and_not_measured_again(result, monkeypatch):
    monkeypatch.setattr("connectindex.links.summed", None)
    measured = measured_of(result)
    assert measured is result.measured
    pd.testing.assert_frame_equal(measured.values.droplevel("year"), result.stage("measured"))
    nominal = ci.robustness(result, draws=8, seed=1).ranks["nominal"]
    assert nominal.to_dict() == result.ranks["index"].to_dict()
