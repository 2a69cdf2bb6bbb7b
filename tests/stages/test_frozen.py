"""A scale frozen from one edition and used by another."""

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.stages.frozen import FrozenColumn, freeze, treated_by
from connectindex.stages.treat import BoxCox, Log, NoTreatment, Winsorise, treat

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
    ],
)
def test_a_frozen_scale_treats_its_own_data_alike(values, method):
    table = pd.DataFrame({"x": np.array(values, dtype=float)})
    after, summary, _ = treat(table, method, {})
    frozen = freeze(table, after, summary["action"].to_dict(), {"x": getattr(method, "exponent", 0.0)})
    row = frozen.iloc[0].to_dict() | {"left": frozen["left"][0] == "yes"}
    row |= {k: v for k, v in (("cap_low", -np.inf), ("cap_high", np.inf)) if np.isnan(row[k])}
    again = treated_by(table, {"x": FrozenColumn(**row)})
    np.testing.assert_allclose(again["x"], after["x"], rtol=1e-12)


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
    np.testing.assert_allclose(after.scores, before.scores, rtol=1e-12)
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
