"""What a build writes as SDMX-CSV comes back as the same values and statuses."""

import numpy as np

import connectindex as ci
from connectindex.edition.read import starter_folder
from connectindex.readers import ValuesBlock, read
from connectindex.reports.data.sdmx import sdmx
from connectindex.reports.data.tidy import tidy as figures_of

STATUS = {"imputed": "estimated", "calculated": "reported", "left_out": "missing"}


def test_sdmx_csv_of_a_build_comes_back_with_the_same_values_and_statuses(tmp_path):
    result = ci.build(ci.read_edition(starter_folder()))
    long = figures_of(result)
    sdmx(long, result.edition.about).to_csv(tmp_path / "data.sdmx.csv", index=False)
    block = ValuesBlock(file="data.sdmx.csv", where={"MEASURE": "VALUE"})
    back, problems = read(tmp_path / "data.sdmx.csv", "data.sdmx.csv", block)
    assert problems == []
    sent = long[long["measure"] == "value"].reset_index(drop=True)
    assert len(back.rows) == len(sent) > 0
    key = ["unit", "year", "variable"]
    sent = sent.rename(columns={"id": "variable"}).astype({"unit": str, "variable": str}).set_index(key)
    came = back.rows.astype({"unit": str, "variable": str}).set_index(key).reindex(sent.index)
    np.testing.assert_array_equal(came["value"].replace("", "nan").astype(float), sent["value"].astype(float))
    assert came["status"].tolist() == sent["status"].replace(STATUS).tolist()
    assert set(sent["status"]) >= {"reported"}


def test_a_measure_that_was_not_chosen_is_asked_for(tmp_path):
    result = ci.build(ci.read_edition(starter_folder()))
    sdmx(figures_of(result), result.edition.about).to_csv(tmp_path / "data.sdmx.csv", index=False)
    _, problems = read(tmp_path / "data.sdmx.csv", "data.sdmx.csv", ValuesBlock(file="data.sdmx.csv"))
    assert "they differ in 'MEASURE'" in str(problems[0])
