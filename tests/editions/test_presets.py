"""Presets: each is an edition that builds, and gives what the index it is named after would give."""

import csv
import math
import re
import shutil
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import connectindex as ci
from connectindex.edition.presets import PRESETS, copy_preset, preset_folder
from connectindex.edition.read import world_folder
from connectindex.editions.presets.facilities.derive.__main__ import COUNTRIES, derive
from connectindex.errors import InputError
from connectindex.indicators.transport.liner import shipping_connectivity

INDICES = ("lsci", "arcii", "idi", "asem-physical", "facilities")
MADE_UP = ("lsci", "arcii", "idi", "asem-physical")
REFERENCE = Path(__file__).parents[1] / "golden" / "asem"


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def values(preset, variable, year=None):
    """A variable of a preset's tables, by unit, as numbers."""
    table = pd.concat(pd.read_csv(path) for path in sorted((preset_folder(preset) / "values").glob("*.csv")))
    chosen = table[(table["variable"] == variable) & (table["year"].eq(year) if year else True)]
    return chosen.set_index("unit")["value"].astype(float)


@pytest.fixture(scope="module")
def results():
    return {name: ci.build(ci.read_edition(preset_folder(name))) for name in INDICES}


@pytest.mark.parametrize("name", INDICES)
def test_a_new_edition_of_a_preset_passes_check_and_builds(name, tmp_path, command):
    made = command("new", tmp_path / "mine", "--preset", name)
    assert made.returncode == 0, made.stderr
    assert PRESETS[name].citation in made.stderr
    checked = command("check", tmp_path / "mine")
    assert checked.returncode == 0, checked.stderr
    assert "no problems" in checked.stderr
    built = command("build", tmp_path / "mine", "-o", tmp_path / "out", "--no-pdf")
    assert built.returncode == 0, built.stderr
    page = (tmp_path / "out/index.html").read_text("utf-8")
    assert ci.read_edition(tmp_path / "mine").about.title in page


@pytest.mark.parametrize("name", PRESETS)
def test_a_copy_has_the_tables_and_not_what_makes_them(name, tmp_path):
    copy_preset(name, tmp_path / "mine")
    copied = {p.relative_to(tmp_path / "mine").as_posix() for p in (tmp_path / "mine").rglob("*") if p.is_file()}
    assert {"index.toml", "units.csv", "sources.csv", "notes.md"} <= copied
    assert not [path for path in copied if path.endswith((".py", ".pyc")) or path.startswith("derive")]
    for path in copied:
        assert (tmp_path / "mine" / path).read_bytes() == (preset_folder(name) / path).read_bytes()


@pytest.mark.parametrize("name", ["world", "panel", "border-regions", "starter"])
def test_whole_editions_read_as_they_do_in_the_package(name, tmp_path):
    copy_preset(name, tmp_path / "mine")
    copied, original = ci.read_edition(tmp_path / "mine"), ci.read_edition(preset_folder(name))
    assert copied.inputs == original.inputs
    assert copied.about == original.about


def test_every_preset_folder_is_listed():
    folder = Path(str(resources.files("connectindex.editions") / "presets"))
    shipped = {f"presets/{p.name}" for p in folder.iterdir() if (p / "index.toml").is_file()}
    assert shipped == {preset.folder for preset in PRESETS.values() if preset.folder.startswith("presets/")}


def test_help_lists_every_preset_on_its_line(command):
    shown = command("new", "--help").stdout
    assert re.findall(r"^  ([a-z-]+)  +\S", shown.partition("Presets:")[2], re.MULTILINE) == list(PRESETS)


def test_an_unknown_preset_and_a_full_folder_are_told_together(tmp_path, command):
    (tmp_path / "notes.txt").write_text("keep", "utf-8")
    refused = command("new", tmp_path, "--preset", "lcsi")
    assert refused.returncode == 1
    assert "--preset: must be a preset, got 'lcsi'; did you mean 'lsci'?" in refused.stderr
    assert "must be a new or empty folder" in refused.stderr
    assert "2 problems" in refused.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(InputError, match=r"mine: must lie in a folder, got .*file"):
        copy_preset("lsci", tmp_path / "file" / "mine")


@pytest.mark.parametrize("name", MADE_UP)
def test_made_up_figures_say_so_and_name_no_country(name):
    folder = preset_folder(name)
    assert (folder / "notes.md").read_text("utf-8").startswith("All figures of this edition are made up")
    edition = ci.read_edition(folder)
    assert "made up" in edition.about.description
    assert set(edition.values.table["source"]) == {"made_up"}
    assert not set(edition.units.codes) & set(ci.world().units.codes)


@pytest.mark.parametrize("name", INDICES)
def test_tables_are_tiny_and_the_method_is_cited(name):
    folder = preset_folder(name)
    assert sum(p.stat().st_size for p in folder.rglob("*.csv")) < 40_000
    notes = (folder / "notes.md").read_text("utf-8")
    years = re.findall(r"\b(?:19|20)\d\d\b", PRESETS[name].citation.partition("doi")[0])
    assert years
    assert all(year in notes for year in years)
    assert [line for line in notes.splitlines() if line.startswith("| part | state |")] or name == "facilities"


@pytest.mark.parametrize("name", INDICES)
def test_robustness_of_a_preset_runs(name):
    ranks = ci.robustness(ci.read_edition(preset_folder(name)), draws=32, seed=1).ranks
    assert (ranks["low"] <= ranks["high"]).all()
    assert (ranks["low"] < ranks["high"]).any()


class TestLiner:
    COMPONENTS = ("ships", "capacity", "largest_ship", "services", "companies", "direct_connections")

    @pytest.fixture
    def components(self):
        years = {y: pd.DataFrame({c: values("lsci", c, y) for c in self.COMPONENTS}) for y in (2020, 2025)}
        return pd.concat(years, names=["year", "unit"])

    def test_index_is_unctads_formula_in_both_years(self, results, components):
        expected = shipping_connectivity(components, 2020)
        np.testing.assert_allclose(results["lsci"].scores["index"], expected.loc[results["lsci"].scores.index])

    def test_by_hand(self, results):
        # Borland 2020: shares of the maxima 1/2, 3/10, 1, 14/25, 37/50, 1/2 have the mean 0.6; Arland's is 0.8
        scores = results["lsci"].scores["index"]
        assert scores.loc[(2020, "ARL")] == pytest.approx(100)
        assert scores.loc[(2020, "BOR")] == pytest.approx(100 * 0.6 / 0.8)
        assert scores.loc[(2025, "ARL")] > 100  # nothing is cut off at the base year's maximum

    def test_frozen_maxima_are_those_of_the_base_year(self, components):
        scale = pd.read_csv(preset_folder("lsci") / "scale.csv", index_col="indicator")
        assert scale["high"].to_dict() == components.loc[2020].max().to_dict()
        assert (scale["low"] == 0).all()

    def test_the_commented_base_gives_the_average_100(self, components, tmp_path):
        copy_preset("lsci", tmp_path / "mine")
        path = tmp_path / "mine/index.toml"
        text = path.read_text("utf-8")
        line = next(line for line in text.splitlines() if line.startswith("# high = "))
        old = next(line for line in text.splitlines() if line.startswith("high = 125"))
        path.write_text(text.replace(line, "#").replace(old, line.removeprefix("# ")), "utf-8")
        scores = ci.build(ci.read_edition(tmp_path / "mine")).scores["index"]
        assert scores.loc[2020].mean() == pytest.approx(100)
        expected = shipping_connectivity(components, 2020, average=True)
        np.testing.assert_allclose(scores, expected.loc[scores.index])


# Measuring the Information Society 2011, figure 2.2
IDI_ACCESS = {"fixed_telephones": 60, "mobile_telephones": 180, "households_computer": 100, "households_internet": 100}
IDI_USE = {"internet_individuals": 100, "fixed_broadband_lines": 60, "mobile_broadband": 100}
IDI_SKILLS = {"literacy": 100, "secondary_enrolment": 100, "tertiary_enrolment": 100}


class TestIdi:
    def test_reference_values_and_weights_are_the_published_ones(self, results):
        indicators = results["idi"].edition.indicators
        published = IDI_ACCESS | IDI_USE | IDI_SKILLS
        assert {i: indicators[i].goalposts for i in published} == {i: (0, v) for i, v in published.items()}
        assert (indicators["bandwidth"].goalposts, indicators["bandwidth"].log) == ((1, 280_377), True)
        assert round(math.log10(280_377), 2) == 5.45
        assert len(indicators) == 11
        effective = results["idi"].weights["effective"]
        assert effective[["access", "use", "skills"]].round(12).tolist() == [0.4, 0.4, 0.2]
        assert effective[[*IDI_ACCESS, "bandwidth"]].tolist() == pytest.approx([0.08] * 5)
        assert effective[list(IDI_USE)].tolist() == pytest.approx([0.4 / 3] * 3)

    def test_score_by_hand(self, results):
        # Borland: every value over its reference value, bandwidth on logarithms
        share = {k: min(values("idi", k)["BOR"] / v, 1) for k, v in (IDI_ACCESS | IDI_USE | IDI_SKILLS).items()}
        share["bandwidth"] = math.log10(values("idi", "bandwidth")["BOR"]) / math.log10(280_377)
        access = sum(share[k] for k in [*IDI_ACCESS, "bandwidth"]) / 5
        use = sum(share[k] for k in IDI_USE) / 3
        skills = sum(share[k] for k in IDI_SKILLS) / 3
        assert results["idi"].scores.loc["BOR", "index"] == pytest.approx(
            10 * (0.4 * access + 0.4 * use + 0.2 * skills)
        )

    def test_nothing_counts_beyond_its_reference_value(self, results):
        assert values("idi", "fixed_telephones")["ARL"] == 63
        arland = results["idi"].stage("normalised").loc["ARL"]
        assert arland[["fixed_telephones", "bandwidth", "secondary_enrolment"]].tolist() == [10, 10, 10]

    def test_a_gap_is_no_zero(self, results):
        found = results["idi"]
        assert pd.isna(found.stage("normalised").loc["FOR", "mobile_broadband"])
        others = found.stage("normalised").loc["FOR", ["internet_individuals", "fixed_broadband_lines"]]
        assert found.scores.loc["FOR", "use"] == pytest.approx(others.mean())


class TestArcii:
    def test_an_indicator_is_the_regional_share(self, results):
        found = results["arcii"].stage("denominated")["goods_exports"].loc[2025]
        share = 100 * values("arcii", "goods_exports_region", 2025) / values("arcii", "goods_exports_total", 2025)
        pd.testing.assert_series_equal(found, share[list(found.index)], check_names=False, check_index_type=False)
        assert found.between(0, 100).all()

    def test_bounds_are_those_of_the_whole_panel(self, results):
        normalised = results["arcii"].stage("normalised")
        assert (normalised.min() == 0).all()
        assert (normalised.max() == 1).all()
        assert (normalised.groupby("year").max() < 1).any(axis=None)

    def test_weights_are_first_components_in_two_stages(self, results):
        """Against a singular value decomposition of the standardised panel, stage by stage."""
        found = results["arcii"]
        panel, weights, dimensions = found.stage("normalised"), found.weights["within"], {}
        assert panel.notna().all(axis=None)

        def loadings(table):
            z = (table - table.mean()) / table.std()
            first = np.linalg.svd(z.to_numpy(), full_matrices=False)[2][0]
            return np.abs(first) / np.abs(first).sum()

        for node in found.edition.tree.children:
            mine = [leaf.id for leaf in node.children]
            np.testing.assert_allclose(weights[mine], loadings(panel[mine]))
            dimensions[node.id] = panel[mine] @ loadings(panel[mine])
        table = pd.DataFrame(dimensions)
        np.testing.assert_allclose(weights[list(table)], loadings(table))
        np.testing.assert_allclose(found.scores["index"], table @ loadings(table))
        assert weights[list(table)].nunique() == 6  # the data decide: no two dimensions weigh the same

    def test_the_six_dimensions(self, results):
        names = [node.name for node in results["arcii"].edition.tree.children]
        assert names == [
            "Trade and investment",
            "Money and finance",
            "Regional value chains",
            "Infrastructure and connectivity",
            "Free movement of people",
            "Institutional and social integration",
        ]


# names of the preset, and codes in the data set of the index
ASEM_CODES = {
    "lpi": "LPI",
    "flight_seats": "Flights",
    "liner_shipping": "Ship",
    "border_crossings": "Bord",
    "electricity_traded": "Elec",
    "gas_traded": "Gas",
    "connection_speed": "ConSpeed",
    "coverage_4g": "Cov4G",
}
ASEM_DENOMINATORS = {"population": "Population", "area": "Area", "energy_use": "Energy"}


class TestAsem:
    def test_score_by_hand(self, results):
        found = results["asem-physical"]
        # Idaland has the most crossings for its area: 2 of 700 km², before outliers are drawn in
        assert found.stage("denominated").loc["IDA", "border_crossings"] == pytest.approx(2000 / 700)
        # Jurland's speed is the mean of the other countries of Asia
        assert found.stage("imputed").loc["JUR", "connection_speed"] == pytest.approx((9 + 14 + 7 + 20) / 4)
        assert found.scores.loc["IDA", "index"] == pytest.approx(found.stage("normalised").loc["IDA"].mean())

    def test_structure_is_that_of_the_index(self, results):
        meta = pd.read_csv(REFERENCE / "iMeta.csv").set_index("iCode")
        meta = meta[meta["Parent"] == "Physical"]
        assert set(meta.index) == set(ASEM_CODES.values())
        for name, indicator in results["asem-physical"].edition.indicators.items():
            row = meta.loc[ASEM_CODES[name]]
            assert (indicator.direction, row["Weight"]) == (row["Direction"], 1)
            below = row["Denominator"] if isinstance(row["Denominator"], str) else None
            assert ASEM_DENOMINATORS.get(indicator.per) == below

    def test_with_the_figures_of_the_index_it_gives_the_pillar(self, tmp_path):
        data = pd.read_csv(REFERENCE / "iData.csv", na_values=["NA", ""], keep_default_na=False)
        expected = pd.read_csv(REFERENCE / "stage_Aggregated.csv", index_col="uCode")["Physical"]
        folder = tmp_path / "mine"
        copy_preset("asem-physical", folder)
        units = data[["uCode", "uName", "EurAsia_group"]].set_axis(["unit", "name", "continent"], axis=1)
        units.to_csv(folder / "units.csv", index=False)
        long = data.set_index("uCode")[[*ASEM_CODES.values(), *ASEM_DENOMINATORS.values()]]
        long.columns = [*ASEM_CODES, *ASEM_DENOMINATORS]
        long = long.rename_axis(index="unit", columns="variable").stack().rename("value").reset_index()
        shutil.rmtree(folder / "values")
        (folder / "values").mkdir()
        long.assign(year=2018, source="made_up").to_csv(folder / "values/asem.csv", index=False)
        # the example screens after imputing, so that all stay
        path = folder / "index.toml"
        text = path.read_text("utf-8")
        path.write_text(text.replace("unit = 0.75", f"unit = 0.75\nkeep = {sorted(expected.index)}"), "utf-8")
        found = ci.build(ci.read_edition(folder)).scores["index"].dropna()
        assert set(found.index) == set(expected.index)
        np.testing.assert_allclose(found[expected.index], expected, rtol=1e-9)


class TestFacilities:
    def test_tables_are_a_cut_of_the_world_edition(self, tmp_path):
        derive(tmp_path, world_folder())
        folder = preset_folder("facilities")
        made = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*.csv"))
        assert made == sorted(p.relative_to(folder) for p in folder.rglob("*.csv"))
        for path in made:
            assert (tmp_path / path).read_bytes() == (folder / path).read_bytes(), path

    def test_every_file_has_its_licence_and_every_source_is_used(self):
        folder = preset_folder("facilities")
        told = (folder / "LICENSES-DATA.md").read_text("utf-8")
        files = {p.relative_to(folder).as_posix() for p in folder.rglob("*.csv")} - {"sources.csv"}
        assert sorted(f for f in files if f"`{f}`" not in told) == []
        named = {row["source"] for path in files for row in rows(folder / path) if "source" in row}
        assert {row["id"] for row in rows(folder / "sources.csv")} == named

    def test_only_links_among_the_countries_count(self, results):
        found = results["facilities"]
        assert set(found.edition.units.codes) == set(COUNTRIES)
        world = {
            frozenset((row["from"], row["to"]))
            for row in rows(world_folder() / "links/air_routes.csv")
            if {row["from"], row["to"]} <= set(COUNTRIES)
        }
        partners = {unit: sum(unit in pair for pair in world) for unit in COUNTRIES}
        assert found.stage("measured")["air_partners"].to_dict() == partners

    def test_the_sea_does_not_apply_to_the_landlocked(self, results):
        found = results["facilities"]
        landlocked = found.edition.units.table.query("landlocked == 'yes'").index
        assert len(landlocked) == 7
        assert found.scores.loc[landlocked, "sea"].isna().all()
        assert found.scores["index"].notna().all()
