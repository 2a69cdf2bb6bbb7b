"""Methods of an edition's Python file: own normalisation, aggregation, imputation, weights, treatment, screening."""

import numpy as np
import pytest
import tomlkit

import connectindex as ci
from connectindex.edition.read import parse, read_without_code
from connectindex.edition.user_code import Code
from connectindex.edition.user_methods import ASSUMED, NEEDED
from connectindex.stages.aggregation import Aggregation
from connectindex.stages.impute import Imputation
from connectindex.stages.normalisation import Normalisation
from connectindex.stages.screen import Screening
from connectindex.stages.treat import Treatment
from connectindex.stages.weighting import Weighting

FILE = '''
from dataclasses import dataclass
from typing import ClassVar

import numpy as np


@dataclass(frozen=True)
class SquareRoot:
    """Square root of min-max, from 0 to `high`."""

    high: float = 100.0
    kind: ClassVar[str] = "square_root"

    def normalised(self, x, columns, spread, rows):
        share = (x - spread.low) / (spread.high - spread.low)
        return self.high * np.sqrt(np.where(columns.directions < 0, 1 - share, share))

    def words(self):
        return "The square root of min-max."


@dataclass(frozen=True)
class Lowest:
    """The lowest child."""

    kind: ClassVar[str] = "lowest"

    def combined(self, x, w):
        return np.nanmin(x + 0 * w, axis=-1)

    def shares(self, x, w, score):
        first = np.nanargmin(x, axis=-1)[..., None]
        return (np.arange(x.shape[-1]) == first).astype(float)

    def words(self):
        return "The lowest child."


METHODS = {"normalise": [SquareRoot], "aggregate": [Lowest]}
'''


@pytest.fixture
def own(starter):
    """The starter edition with two methods of its own."""
    settings = starter / "index.toml"
    document = tomlkit.parse(settings.read_text("utf-8"))
    document["index"]["python"] = "mine.py"
    document["method"]["normalise"] = {"kind": "square_root", "high": 10.0}
    document["method"]["aggregate"] = {"kind": "lowest"}
    for table in document["robustness"]["vary"]:
        if table["what"] == "normalise":
            table["among"] = [{"kind": "square_root"}, {"kind": "minmax"}]
    settings.write_text(tomlkit.dumps(document), "utf-8")
    (starter / "mine.py").write_text(FILE, "utf-8")
    return starter


def problems(folder, code=Code.RUN):
    return [str(p) for p in parse(folder, code=code)[1]]


@pytest.mark.parametrize(
    ("step", "protocol"),
    [
        ("impute", Imputation),
        ("screen", Screening),
        ("treat", Treatment),
        ("normalise", Normalisation),
        ("weight", Weighting),
        ("aggregate", Aggregation),
    ],
)
def test_whatever_is_asked_of_a_method_is_required_of_an_own_one_or_assumed(step, protocol):
    asked = {n for n in (*vars(protocol), *protocol.__annotations__) if not n.startswith("_")}
    assert asked == {"kind", "words", *NEEDED[step], *ASSUMED[step]}


def test_an_index_is_built_with_an_own_normalisation_and_aggregation(own):
    result = ci.build(ci.read_edition(own, allow_code=True))
    treated, scores = result.stage("treated"), result.stage("normalised")
    for indicator in result.edition.indicators.values():
        x = treated[indicator.id]
        share = (x - x.min()) / (x.max() - x.min())
        expected = 10 * np.sqrt(share if indicator.direction > 0 else 1 - share)
        np.testing.assert_allclose(scores[indicator.id], expected, rtol=1e-12)
    children = [c.id for c in result.edition.tree.children]
    np.testing.assert_allclose(result.scores["index"], result.scores[children].min(axis=1), rtol=1e-12)
    ci.robustness(result.edition)


def test_a_report_prints_the_words_of_an_own_method(own, tmp_path):
    ci.report(ci.build(ci.read_edition(own, allow_code=True)), tmp_path / "out", pdf=False)
    assert "The square root of min-max." in (tmp_path / "out/index.html").read_text("utf-8")


def test_without_leave_nothing_runs_and_all_else_is_checked(own):
    refused = problems(own, Code.REFUSE)
    assert any("must be allowed" in p for p in refused)
    assert not any("kind" in p for p in refused)
    edition, unrun = read_without_code(own)
    assert unrun == ("square_root", "lowest")
    assert edition.methods.normalise.kind == "minmax"  # in its place; this edition is not built
    settings = own / "index.toml"
    settings.write_text(settings.read_text("utf-8").replace('"square_root"', '"square_rot"'), "utf-8")
    assert any("did you mean 'square_root'" in p for p in problems(own, Code.LEAVE))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"square_root"', '"minmax"', "must have a kind that no other method of the step has, got 'minmax'"),
        ('"square_root"', '"Square Root"', "must have a kind in lower-case letters, digits and '_'"),
        ("@dataclass(frozen=True)\nclass SquareRoot", "@dataclass\nclass SquareRoot", "must be frozen"),
        ("@dataclass(frozen=True)\nclass SquareRoot", "class SquareRoot", "must be a class with @dataclass(frozen=True)"),
        ("def shares(self, x, w, score)", "def share(self, x, w)", "must have the method shares(self, x, w, score)"),
        ("def combined(self, x, w)", "def combined(self, x)", "combined must take self, x, w, got (self, x)"),
        ('{"normalise"', '{"normalize"', "must be one of impute, screen, treat, normalise, weight, aggregate, got"),
        ("[SquareRoot]", "SquareRoot", "normalise: must be a list of classes"),
        ('METHODS = {"', 'METHODS = [] and {"', "must define INDICATORS"),
    ],
)  # fmt: skip
def test_a_class_that_is_no_method_is_named(own, old, new, problem):
    file = own / "mine.py"
    assert old in FILE
    file.write_text(FILE.replace(old, new, 1), "utf-8")
    found = problems(own)
    assert any(problem in p and p.startswith("mine.py") for p in found), found


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("np.sqrt(", "np.squareroot(", "mine.py line 17: must run without errors"),
        ("return np.nanmin(x + 0 * w, axis=-1)", "return x", "must return an array of floats of shape"),
        ("return np.nanmin(x + 0 * w, axis=-1)", "return 1", "must return an array of floats of shape"),
    ],
)
def test_an_error_in_a_method_is_a_problem_with_its_line(own, old, new, problem):
    (own / "mine.py").write_text(FILE.replace(old, new, 1), "utf-8")
    with pytest.raises(ci.InputError) as caught:
        ci.build(ci.read_edition(own, allow_code=True))
    assert problem in str(caught.value)
