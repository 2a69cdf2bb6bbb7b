"""Formulas of the methods in use: those of the edition's settings and no others, on the page and in the book."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from markupsafe import escape

from connectindex.pipeline.build import build
from connectindex.reports import html, mathematics
from connectindex.reports.compose import compose
from connectindex.reports.environment import Address, Medium, rendered
from connectindex.reports.language import Language
from connectindex.reports.styling import PLAIN, printed_colours
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.formulas import FORMULAS
from connectindex.stages.impute import Knn
from connectindex.stages.means import Geometric
from connectindex.stages.scales import ZScore
from connectindex.stages.treat import NoTreatment

DATE = dt.date(2026, 11, 22)
USUAL = [
    ("impute", "median"), ("screen", "coverage"), ("treat", "winsorise"), ("treat", "log"),
    ("normalise", "minmax"), ("weight", "nominal"), ("aggregate", "arithmetic"),
]  # fmt: skip


@pytest.fixture(scope="module")
def other(synthetic):
    """The same edition with other methods, two of aggregation."""
    edition = synthetic.edition()
    methods = replace(
        edition.methods,
        impute=Knn(4),
        treat=NoTreatment(),
        normalise=ZScore(100.0, 10.0),
        rules={"index": NodeRules(aggregation=Geometric())},
    )
    return compose(build(replace(edition, methods=methods)), DATE)


def formulas(document):
    return next(s.body for s in document.sections if s.id == "method").formulas


def book(document):
    colours = printed_colours(PLAIN)
    medium = Medium(printed=True, colours=colours, href=Address("#c-"), language=Language())
    return next(rendered(medium, "book.jinja", [{"document": document}]))


def test_a_report_has_the_formulas_of_its_settings_alone(document, other):
    assert [f.tex for f in formulas(document)] == [FORMULAS[key].tex for key in USUAL]
    expected = [
        ("impute", "knn"), ("screen", "coverage"), ("normalise", "zscore"), ("weight", "nominal"),
        ("aggregate", "geometric"), ("aggregate", "arithmetic"),
    ]  # fmt: skip
    assert [f.tex for f in formulas(other)] == [FORMULAS[key].tex for key in expected]
    where = {f.title: f.where for f in formulas(other)}
    assert where["Imputation"].startswith("N: the K = 4 units")
    assert where["Normalisation"].startswith("m = 100, d = 10;")


def test_page_and_book_draw_each_formula(document, other):
    for made in (document, other):
        page, printed = html.pages(made)["index.html"].decode(), book(made)
        assert page.count("<math") == printed.count('<img class="formula"') == len(formulas(made))
        for formula in formulas(made):
            assert f'alttext="{escape(formula.tex)}"' in page
            assert f'<img class="formula" alt="{escape(formula.tex)}"' in printed


@pytest.mark.parametrize("key", [k for k, f in FORMULAS.items() if f.tex])
def test_every_formula_can_be_drawn(key):
    import re

    drawn = mathematics.drawing(FORMULAS[key].tex, "#000000")
    width, height = (float(x) for x in re.search(r'width="([\d.]+)" height="([\d.]+)"', drawn).groups())
    assert 20 < width < 480
    assert 5 < height < 60
    assert "<text" not in drawn
    assert "merror" not in mathematics.mathml(FORMULAS[key].tex)
