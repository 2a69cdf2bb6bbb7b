"""Potential of an edition: tables, settings, and what they must not say."""

import dataclasses
import shutil

import numpy as np
import pytest

import connectindex as ci
from connectindex.edition.read import parse, world_folder
from connectindex.gravity.spec import Gravity
from connectindex.reports.data.dictionary import COLUMNS
from connectindex.reports.data.fields import COMMON
from connectindex.reports.data.tables import tables


@pytest.fixture(scope="module")
def result():
    return ci.build(ci.world())


@pytest.fixture(scope="module")
def found(result):
    return ci.potential(result)


def test_expected_links_add_up_to_the_observed_ones(found):
    for name in ("air", "sea"):
        sums = found.units.loc[name, ["observed", "expected"]].sum()
        assert sums["observed"] == pytest.approx(sums["expected"], abs=1e-6)
        by_region = found.fits[name].design.columns["same_region"] == 1
        pairs = found.pairs.loc[name]
        assert pairs.loc[by_region.to_numpy(), "observed"].sum() == pytest.approx(
            pairs.loc[by_region.to_numpy(), "expected"].sum(), abs=1e-6
        )


def test_every_unit_of_the_edition_is_in_or_told_why_not(found, result):
    for name in ("air", "sea"):
        inside, told = set(found.units.loc[name].index), set(found.dropped.query("model == @name")["unit"])
        assert inside | told == set(result.edition.units.codes)
        assert not inside & told
    landlocked = set(result.edition.units.members("landlocked"))
    assert not landlocked & set(found.units.loc["sea"].index)


def test_intervals_hold_the_ratio_and_are_wider_for_the_small(found):
    for table in (found.units, found.pairs):
        assert ((table["low"] <= table["ratio"]) & (table["ratio"] <= table["high"])).all()
    width = np.log(found.units["high"] / found.units["low"].clip(lower=1e-9))
    assert width[("air", "TLS")] > width[("air", "DEU")]


def test_signs_are_those_of_gravity(found):
    for name in ("air", "sea"):
        terms = found.coefficients.loc[(name, "poisson")]
        assert terms.loc["ln_gdp", "low"] > 0 > terms.loc["ln_distance", "high"]


def test_edition_and_result_agree(found, result):
    edition = dataclasses.replace(result.edition, potential={"sea": result.edition.potential["sea"]})
    other = ci.potential(edition)
    np.testing.assert_array_equal(other.units.loc["sea"], found.units.loc["sea"])


def test_published_tables_have_their_words(found, result):
    published = {t.name: t.frame for t in tables(result) if t.name.startswith("potential")}
    assert published.keys() == found.tables().keys()
    for name, frame in published.items():
        assert set(frame.columns) <= COLUMNS[name].keys() | COMMON.keys()
    pairs = published["potential_pairs"]
    assert pairs["observed"].sum() == found.pairs["observed"].sum()
    assert len(pairs) < len(found.pairs)
    without = dataclasses.replace(result, edition=dataclasses.replace(result.edition, potential={}))
    assert not [t for t in tables(without) if t.name.startswith("potential")]


def test_problems_of_all_models_together(result):
    models = {"a": Gravity("ships"), "b": Gravity("air_routes", size=("wealth",))}
    with pytest.raises(ci.InputError) as caught:
        ci.potential(dataclasses.replace(result.edition, potential=models))
    assert [p.place for p in caught.value.problems] == ["potential of ships", "potential of air_routes"]
    with pytest.raises(ci.InputError) as caught:
        ci.potential(dataclasses.replace(result.edition, potential={}), year=1999)
    assert [p.rule for p in caught.value.problems] == ["needs a model in index.toml", "must be a year of the edition"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'mode = "air_routes"',
            'mode = "air_route"',
            "index.toml [potential.air]: must be a mode, got 'air_route'; did you mean 'air_routes'?",
        ),
        (
            '"gdp", "population"',
            '"gdp", "people"',
            "index.toml [potential.air]: must be a variable in values/, got 'people'",
        ),
        ('"gdp", "population"', '"gdp", "gdp"', "index.toml [potential.air] size: must not repeat a name"),
        (
            'groups = ["region"]',
            'groups = ["regions"]',
            "index.toml [potential.air]: must be a group column of units.csv, got 'regions'; did you mean 'region'?",
        ),
        ('mode = "air_routes"', 'mode = "air_routes"\nfamily = "normal"', "index.toml [potential] air.family: must be"),
        (
            'mode = "air_routes"',
            'mode = "air_routes"\nsizes = 1',
            "index.toml [potential] air.sizes: unknown key, got 1; did you mean 'size'?",
        ),
        (
            'mode = "air_routes"',
            'mode = "air_routes"\nlevel = 1.0',
            "index.toml [potential] air.level: must be less than 1",
        ),
    ],
)
def test_bad_settings_are_named(tmp_path, old, new, said):
    folder = tmp_path / "e"
    shutil.copytree(world_folder(), folder, ignore=shutil.ignore_patterns("derive", "__pycache__"))
    text = (folder / "index.toml").read_text("utf-8")
    head, section = text.split("[potential.air]")
    assert old in section
    (folder / "index.toml").write_text(f"{head}[potential.air]{section.replace(old, new, 1)}", "utf-8")
    edition, problems, _ = parse(folder)
    assert edition is None
    assert any(str(p).startswith(said) for p in problems), [str(p) for p in problems]
