"""A scale frozen from one edition and used by another."""

import io

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.edition.scale import parsed_scale
from connectindex.stages.frozen import freeze, functions_of, scale_table
from connectindex.stages.spread import DataSpread
from connectindex.stages.treat import BoxCox, Log, NoTreatment, Winsorise

TAIL = [*range(1, 11), 30.0, 100.0]
MANY = [*np.linspace(1, 2, 60), 50, 60, 70, 80, 90, 1000.0]


@pytest.mark.parametrize(
    ("values", "method"),
    [
        (TAIL, Winsorise()),
        ([-v for v in TAIL], Winsorise()),
        (MANY, Winsorise(max_points=2)),
        ([-v for v in MANY], Winsorise(max_points=2)),
        (TAIL, Log()),
        (TAIL, BoxCox(0.5)),
        (TAIL, BoxCox()),
        (TAIL, NoTreatment()),
        ([3.0] * 12, Log()),
    ],
)
def test_a_frozen_scale_treats_its_own_data_alike(values, method):
    x = np.array(values, dtype=float)[:, None]
    functions = method.fitted(x)
    done = functions.applied(x)
    kept = scale_table(freeze(["x"], functions, DataSpread(done)))
    text = pd.read_csv(io.StringIO(kept.to_csv(index=False)), dtype=str, keep_default_na=False)
    (column,) = parsed_scale(text)
    assert (functions_of([column]).applied(x) == done).all()
    assert (column.low, column.high) == (done.min(), done.max())


def frozen_from(result, folder):
    result.scale.to_csv(folder / "scale.csv", index=False)
    text = (folder / "index.toml").read_text("utf-8")
    (folder / "index.toml").write_text(
        text.replace("[method.impute]", "[method]\nscale = true\n[method.impute]", 1), "utf-8"
    )


def test_scores_of_the_same_data_are_the_same(starter):
    before = ci.build(ci.read_edition(starter))
    frozen_from(before, starter)
    after = ci.build(ci.read_edition(starter))
    pd.testing.assert_frame_equal(after.scores, before.scores, check_exact=True)
    assert after.treatment["action"].tolist() == before.treatment["action"].tolist()
    assert after.origins["treated"].tolist() == before.origins["treated"].tolist()


def test_next_years_scores_are_on_this_years_scale(starter):
    before = ci.build(ci.read_edition(starter))
    frozen_from(before, starter)
    values = starter / "values/statistics.csv"
    values.write_text(values.read_text("utf-8").replace("internet_users,64", "internet_users,34"), "utf-8")
    after = ci.build(ci.read_edition(starter))
    # the worst unit fell: it goes below the old zero, and nobody else moves
    assert after.stage("normalised").loc["FAR", "internet_users"] == pytest.approx(100 * (34 - 64) / (93 - 64))
    others = before.scores.index.drop("FAR")
    np.testing.assert_allclose(after.scores.loc[others], before.scores.loc[others], rtol=1e-12)


def test_what_a_frozen_scale_lacks_is_named(starter):
    before = ci.build(ci.read_edition(starter))
    frozen_from(before, starter)
    text = (starter / "scale.csv").read_text("utf-8")
    (starter / "scale.csv").write_text("\n".join(text.splitlines()[:-1]) + "\n", "utf-8")
    with pytest.raises(ci.InputError, match=r"scale.csv: must have a row for every indicator; missing: internet_users"):
        ci.read_edition(starter)
    (starter / "scale.csv").unlink()
    with pytest.raises(ci.InputError, match=r"scale.csv: must be there where \[method\] scale is true"):
        ci.read_edition(starter)
