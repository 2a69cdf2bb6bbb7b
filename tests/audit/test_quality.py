"""Data quality: tables on small editions with plain answers, and identities on the world edition."""

import shutil

import pytest

import connectindex as ci
from connectindex.audit.quality import data_quality, quality, weight_by_age, weight_by_kind
from connectindex.edition.read import starter_folder


@pytest.fixture(scope="module")
def world():
    return ci.build(ci.world())


def test_data_quality_of_the_starter_edition_by_hand(tmp_path):
    folder = tmp_path / "starter"
    shutil.copytree(starter_folder(), folder, ignore=shutil.ignore_patterns("__*"))
    result = ci.build(ci.read_edition(folder))
    table = data_quality(result)
    ranked = result.scores.index[result.scores["index"].notna()]
    for indicator, row in table.iterrows():
        cells = result.origins.xs(indicator, level="indicator").reindex(ranked)
        applies = cells[cells["origin"] != "not_applicable"]
        assert row["imputed"] == pytest.approx((applies["origin"] == "imputed").mean())
        assert row["observed"] == pytest.approx(applies["origin"].isin(["reported", "estimated"]).mean())
        assert row["median_year"] == applies["observed"].median()
    assert table["weight"].sum() == pytest.approx(1)
    assert set(table["kinds"]) == {""}  # the starter's sources do not say
    assert weight_by_kind(result)["weight"].to_dict() == {"": 1.0}


def test_data_quality_of_the_world_edition(world):
    table = data_quality(world)
    assert table.loc["liner_access", ["kinds", "median_year"]].tolist() == ["official; compiled", 2025]
    assert table.loc["cable_access", "incomplete"] == pytest.approx(5 / 159)
    assert (table["observed"] + table["imputed"]).max() <= 1 + 1e-12


def test_weight_by_kind_and_by_age_add_up_to_one(world):
    kinds, ages = weight_by_kind(world)["weight"], weight_by_age(world)["weight"]
    assert kinds.sum() == pytest.approx(1) == ages.sum()
    assert set(kinds.index) == {"official", "community", "compiled"}
    assert list(ages.index) == ["0-2", "3-5", "6-10", "over 10"]
    assert ages["over 10"] == 0


def test_a_cell_of_two_kinds_is_divided_among_them(tmp_path):
    folder = tmp_path / "starter"
    shutil.copytree(starter_folder(), folder, ignore=shutil.ignore_patterns("__*"))
    head, *rows = (folder / "sources.csv").read_text("utf-8").splitlines()
    kinds = ("official", "survey", "community")
    lines = [f"{head},kind", *(f"{row},{kinds[i % 3]}" for i, row in enumerate(rows))]
    (folder / "sources.csv").write_text("\n".join(lines) + "\n", "utf-8")
    result = ci.build(ci.read_edition(folder))
    of = dict(result.edition.sources.table["kind"])
    expected = dict.fromkeys([*kinds, ""], 0.0)
    for (_, indicator), cell in result.origins.iterrows():
        unit_ranked = result.scores["index"].notna()
        if unit_ranked.get(_, False) and cell["origin"] in ("reported", "estimated"):
            found = {of.get(source, "") for source in cell["source"].split("; ")}
            for kind in found:
                expected[kind] += result.weights.loc[indicator, "effective"] / len(found)
    total = sum(expected.values())
    table = weight_by_kind(result)["weight"]
    assert table.to_dict() == pytest.approx({k: v / total for k, v in expected.items() if v})


def test_quality_counts_incomplete_cells_and_says_the_known_bias(world):
    found = quality(world)
    assert found.incomplete == (world.of_year(world.origins)["origin"] == "incomplete").sum() == 34
    assert "Pakistan" in found.indicators.loc["internet_users", "bias"]
    assert found.indicators.loc["fixed_broadband", "bias"] == ""
