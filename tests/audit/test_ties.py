"""Equal scores share a rank in every output, whatever the order of their sums."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import connectindex as ci

SETTINGS = (
    """
[index]
title = "Ties"
edition = "1"
year = 2025
[modes]
roads = { name = "Roads", absent = "zero" }
[tree]
indicators = ["x", "y", "z", "roads"]
"""
    + "".join(
        f"""
[indicators.{k}]
name = "{k}"
unit = "points"
direction = 1
goalposts = {"[0, 10]" if k == "roads" else "[0, 1]"}
{what}
"""
        for k, what in {
            **{k: f'variable = "{k}"' for k in "xyz"},
            "roads": 'links = "roads"\nmeasure = "count"',
        }.items()
    )
    + """
[method.normalise]
kind = "goalposts"
scale = 1
[robustness]
draws = 64
seed = 1
[[robustness.vary]]
what = "aggregate"
among = [{ kind = "arithmetic" }, { kind = "power", order = 3 }]
"""
)
# P, Q, R: 0.1, 0.2 and 0.3 in different indicators; (0.1 + 0.2) + 0.3 is not (0.2 + 0.3) + 0.1
FIGURES = {"P": (0.1, 0.2, 0.3), "Q": (0.2, 0.3, 0.1), "R": (0.3, 0.1, 0.2), "S": (0.9, 0.9, 0.9), "T": (0.0, 0.1, 0.1)}
TIED = ["P", "Q", "R"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("ties")
    (where / "index.toml").write_text(SETTINGS, "utf-8")
    (where / "units.csv").write_text("unit,name\n" + "".join(f"{u},{u}\n" for u in FIGURES), "utf-8")
    rows = [f"{u},2025,{k},{v},reported,s\n" for u, own in FIGURES.items() for k, v in zip("xyz", own, strict=True)]
    for name, header, lines in (
        ("values/v.csv", "unit,year,variable,value,status,source\n", rows),
        ("links/l.csv", "from,to,year,mode,count,source\n", ["P,Q,2025,roads,1,s\n", "Q,R,2025,roads,1,s\n", "P,R,2025,roads,1,s\n"]),
        ("sources.csv", "id,title\n", ["s,Survey\n"]),
    ):  # fmt: skip
        (where / name).parent.mkdir(exist_ok=True)
        (where / name).write_text(header + "".join(lines), "utf-8")
    return where


@pytest.fixture(scope="module")
def result(folder):
    return ci.build(ci.read_edition(folder))


def test_ranks_of_the_index_are_shared_by_equal_scores(result):
    assert len(set(result.scores["index"][TIED])) > 1  # the sums do differ in their last bit
    assert result.ranks["index"].to_dict() == {"P": 2, "Q": 2, "R": 2, "S": 1, "T": 5}


def test_ranks_and_chances_of_the_draws_are_shared_by_equal_scores(result):
    audit = ci.robustness(result.edition)
    assert audit.ranks.loc[TIED, ["nominal", "low", "high"]].to_numpy().tolist() == [[2, 2, 2]] * 3
    assert (audit.before.loc[TIED, TIED] == 0.5).all(axis=None)
    assert audit.rank_reversal["pairs"].eq(0).all()


def test_what_if_ranks_are_shared_by_equal_scores(result):
    """One more road for each of the three leaves them equal, and P's alone puts it ahead of both."""
    more = pd.DataFrame(
        {"project": ["a"] * 3, "from": ["P", "Q", "P"], "to": ["Q", "R", "R"], "mode": "roads", "count": 1}
    )
    answer = ci.what_if(result.edition, more)
    assert answer.table.loc[TIED, ["rank_before", "rank_after"]].to_numpy().tolist() == [[2, 2]] * 3
    assert answer.table.loc["T", "change"] == 0
    one = ci.what_if(result.edition, more.iloc[[0]])
    assert one.table.loc[TIED, "rank_after"].tolist() == [2, 2, 4]
    gains = ci.what_if(result.edition, more).target("P", 1, more.iloc[[0]])
    assert not gains["reached"].any()  # Q rises as well, and P stays where it was
    assert gains["gained"].tolist() == [0]
    assert gains["change"].tolist() == pytest.approx([one.table.loc["P", "change"]])
    assert gains["change"].item() > 0


def test_compare_ranks_are_shared_by_equal_scores(folder, result, tmp_path):
    """Q's figures move to other indicators: its sum is made in another order, and nothing changes."""
    import shutil

    other = tmp_path / "other"
    shutil.copytree(folder, other)
    figures = other / "values" / "v.csv"
    text = figures.read_text("utf-8").replace("Q,2025,x,0.2", "Q,2025,x,0.1").replace("Q,2025,z,0.1", "Q,2025,z,0.2")
    figures.write_text(text, "utf-8")
    found = ci.compare(result.edition, ci.read_edition(other))
    assert found.scores.loc[TIED, "rank_new"].tolist() == [2, 2, 2]
    assert (found.scores["rank_change"] == 0).all()
    assert np.abs(found.parts["rank"]).max(axis=None) == 0
    assert found.movers == ([], [])
    assert found.matched.loc[TIED, ["rank_old", "rank_new"]].to_numpy().tolist() == [[2, 2]] * 3


def test_the_page_marks_equal_scores(result, tmp_path):
    ci.report(result, tmp_path, date=dt.date(2026, 11, 22), pdf=False)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert page.count("2=") >= 3
    ranks = pd.read_csv(tmp_path / "tables" / "ranks.csv").set_index("unit")["index"]
    assert ranks[TIED].tolist() == [2, 2, 2]
