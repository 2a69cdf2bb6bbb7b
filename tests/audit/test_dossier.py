"""Everything that a report needs is worked out once."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from importlib import import_module

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.audit.dossier import Dossier
from connectindex.edition.read import read_edition, starter_folder
from connectindex.model.corridor import Corridor
from connectindex.reports.compose import compose
from connectindex.reports.data.datafiles import data_files
from connectindex.reports.language import language

DAY = dt.date(2026, 11, 22)
ONCE = {
    "links are summed": ("connectindex.links", "summed"),
    "indicators are measured": ("connectindex.stages.measure", "measure"),
    "links against models": ("connectindex.audit.potential", "gravity"),
    "groups are examined": ("connectindex.audit.coherence", "examine"),
    "data quality is tabulated": ("connectindex.audit.dossier", "quality"),
    "corridors are measured": ("connectindex.audit.corridors", "_row"),
}
PER_HEAD = "gdp per population"
OVER_YEARS = {
    "trends": ("connectindex.audit.trends", "trend_table"),
    "convergence": ("connectindex.audit.dossier", "convergence"),
    "outcomes": ("connectindex.audit.dossier", "outcomes"),
}


@pytest.fixture
def counts_of(monkeypatch):
    """A function from places, by what they do, to the counter of their calls."""

    def counted(places):
        counts = Counter()

        def counting(what, function):
            def call(*args, **kwargs):
                counts[what] += 1
                return function(*args, **kwargs)

            return call

        for what, (module, name) in places.items():
            function = getattr(import_module(module), name)
            monkeypatch.setattr(import_module(module), name, counting(what, function))
        return counts

    return counted


def test_a_report_sums_links_and_asks_each_audit_once(tmp_path, counts_of):
    counts = counts_of(ONCE)
    edition = read_edition(starter_folder())
    coast = Corridor("coast", "Coast", tuple(edition.units.codes[:3]), ("air_routes",))
    audit = replace(edition.robustness, draws=16)
    result = ci.build(replace(edition, corridors={"coast": coast}, robustness=audit))
    ci.report(result, tmp_path / "out", date=DAY, pdf=False)
    assert (tmp_path / "out/tables/corridors.csv").is_file()
    assert (tmp_path / "out/tables/robustness.csv").is_file()
    expected = dict.fromkeys(ONCE, 1) | ({} if edition.potential else {"links against models": 0})
    assert {what: counts[what] for what in ONCE} == expected


def test_a_report_of_a_panel_asks_each_question_on_years_once(panel_of, counts_of):
    units, years = [f"U{k:02}" for k in range(12)], [*range(2020, 2024)]
    chance = np.random.default_rng(5)
    scores, gdp, people = (
        pd.DataFrame(chance.uniform(low, 10 * low, (4, 12)), index=years, columns=units) for low in (9, 100, 5)
    )
    counts = counts_of(OVER_YEARS)
    result = panel_of(scores, gdp=gdp, population=people)
    dossier = Dossier(result)
    data_files(dossier, DAY)
    document = compose(dossier, DAY)
    compose(dossier, DAY)  # as the book after the page
    assert counts == dict.fromkeys(OVER_YEARS, 1)
    for sentence in (dossier.trends.sentence, dossier.convergence().sentences[0], dossier.outcomes(PER_HEAD).notes[0]):
        assert language().translated(sentence) in repr(document)


def test_a_question_that_units_do_not_allow_is_asked_once_and_has_no_answer(panel_of, counts_of):
    counts = counts_of(OVER_YEARS)
    scores = pd.DataFrame([[10.0, 20.0]], index=[2020], columns=["A", "B"])
    dossier = Dossier(panel_of(scores, gdp=scores))
    assert [dossier.outcomes("gdp"), dossier.outcomes("gdp")] == [None, None]
    assert counts["outcomes"] == 1


def test_a_dossier_has_nothing_where_an_edition_asks_nothing():
    dossier = Dossier.of(ci.build(read_edition(starter_folder())))
    assert dossier.corridors is None
    assert dossier.corridor_links is None
    assert dossier.potential is None
    assert Dossier.of(dossier) is dossier
