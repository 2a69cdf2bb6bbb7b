"""China with its partners: tables made from the world edition, the paper's counts, and what UNCTAD's index of pairs says."""

import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import connectindex as ci
from connectindex.audit.censuses import census_years, censuses
from connectindex.edition.presets import preset_folder
from connectindex.editions.belt_and_road.derive import paper
from connectindex.editions.belt_and_road.derive.__main__ import derive
from connectindex.editions.world.derive.fetch import adopt

EDITION = preset_folder("belt-and-road")
SHARED = Path(__file__).parents[2] / "../shared/data"
needs_sources = pytest.mark.skipif(not SHARED.is_dir(), reason="the files of the sources are not here")
# whom a specialist of China's connectivity names among the strongest; the index has no volumes
STRONGEST = {"VNM", "HKG", "KOR", "RUS", "THA", "JPN", "MYS", "SGP", "MMR", "PHL"}


@pytest.fixture(scope="module")
def result():
    return ci.build(ci.read_edition(EDITION))


def of_partner(series):
    return series.rename(lambda code: code.removeprefix("CHN-"))


@needs_sources
def test_the_tables_come_out_again_byte_for_byte(tmp_path):
    cache, out = tmp_path / "cache", tmp_path / "out"
    cache.mkdir()
    out.mkdir()
    for notes in EDITION.glob("notes*.md"):
        shutil.copyfile(notes, out / notes.name)
    adopt(SHARED, cache)
    derive(cache, out)
    made = sorted(p.relative_to(out) for p in out.rglob("*") if p.is_file())
    assert made
    kept = [
        p
        for p in EDITION.rglob("*")
        if p.is_file() and "derive" not in p.parts and p.suffix in (".csv", ".json", ".md")
    ]
    assert {*made} == {p.relative_to(EDITION) for p in kept if p.name != "LICENSES-DATA.md"}
    assert [p for p in made if (out / p).read_bytes() != (EDITION / p).read_bytes()] == []


def test_the_strongest_partners_are_those_a_specialist_names(result):
    first = set(of_partner(result.ranks["index"]).nsmallest(10).index)
    assert len(first & STRONGEST) >= 9, first
    assert of_partner(result.ranks["index"])["RUS"] <= 6


def test_every_partner_is_asked_the_same(result):
    assert result.origins["origin"].isin(["reported", "missing"]).all()
    measured = result.stage("measured")
    assert of_partner(measured["railways"])[["JPN", "KOR", "FRA"]].tolist() == [0, 0, 0]
    assert of_partner(measured["liner_services"])[["LAO", "MNG", "KAZ"]].tolist() == [0, 0, 0]
    assert of_partner(measured["airport_pairs"])["TJK"] >= 0


def test_five_of_the_six_grids_of_the_paper_are_those_of_the_data():
    parts = [pd.read_csv(p, dtype=str, keep_default_na=False) for p in sorted((EDITION / "links").glob("*.csv"))]
    links = pd.concat([p for p in parts if "from" in p])
    links["status"] = links["status"].fillna("")
    found = paper._partners(links, "grid_links") - {"HKG", "MAC"}
    assert found & paper.PAPER_GRID == {"LAO", "MMR", "MNG", "RUS", "VNM"}
    assert found - paper.PAPER_GRID == {"PRK"}
    assert "only in the paper: KGZ" in (EDITION / "notes.md").read_text("utf-8")


@needs_sources
def test_sea_agrees_with_the_bilateral_index_of_unctad(result):
    book = openpyxl.load_workbook(SHARED / "glsn/Gravity_model_lsbci.xlsx", read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    table = pd.DataFrame(rows[1:], columns=rows[0])
    one, other = table["Reporter ISO"], table["Partner ISO"]
    index = table["ln(LSBCIij)"].astype(float)
    china = pd.concat(
        [
            pd.Series(index[one == "CHN"].to_numpy(), other[one == "CHN"]),
            pd.Series(index[other == "CHN"].to_numpy(), one[other == "CHN"]),
        ]
    )
    china = china[~china.index.duplicated()]
    sea = of_partner(result.stage("measured")["liner_services"]).reindex(china.index).dropna()
    correlation = sea.corr(china[sea.index], method="spearman")
    assert len(sea) == 80
    assert correlation == pytest.approx(0.659, abs=0.001)  # its pairs are those of direct services alone


def test_what_each_planned_link_would_add():
    edition = ci.read_edition(EDITION)
    effects = ci.what_if(edition, draws=0)
    assert set(effects.table.index[effects.table["change"] > 1e-9]) == {
        "CHN-KGZ",
        "CHN-MMR",
        "CHN-MNG",
        "CHN-PRK",
        "CHN-RUS",
    }
    first = effects.projects.sort_values("gain", ascending=False).head(2)
    assert set(first["best_unit"]) == {"CHN-KGZ", "CHN-MNG"}  # the first pipeline of each: line D, Power of Siberia 2
    assert effects.table.loc[["CHN-KGZ", "CHN-MNG"], "change"].round(2).tolist() == [5.88, 5.88]


def test_two_kinds_of_links_can_be_compared_over_the_years_and_air_routes_cannot():
    edition = ci.read_edition(EDITION)
    assert census_years(edition) == {"sea_services": (2015, 2017), "trade_agreements": (2013, 2018, 2023)}
    found = censuses(edition)
    partners = found.groupby(["mode", "year"])["unit"].nunique().to_dict()
    assert partners["sea_services", 2015] == 81
    assert partners["sea_services", 2017] == 80
    assert [partners["trade_agreements", y] for y in (2013, 2018, 2023)] == [19, 22, 23]
    # the earlier ones have no part in the index
    assert ci.build(edition).stage("measured")["liner_services"].sum() == found.query("year == 2017")["count"].sum()


@needs_sources
def test_the_list_of_air_routes_grows_and_hardly_ever_shrinks():
    """The numbers of the notes: why the list's years are no change of the routes."""
    seen = {tag: _routes_of_china(SHARED / "air_routes_krlawrence", tag) for tag in ("2018-10", "2020-02", "2022-08")}
    then, before, after = seen.values()
    assert [len(s) for s in seen.values()] == [933, 1084, 1085]
    assert (len(before - then), len(then - before)) == (151, 0)
    assert (len(after - before), len(before - after)) == (2, 1)


def _routes_of_china(folder, tag):
    nodes = pd.read_csv(folder / f"nodes_{tag}.csv", dtype=str, keep_default_na=False).query("`~label` == 'airport'")
    edges = pd.read_csv(folder / f"edges_{tag}.csv", dtype=str, keep_default_na=False).query("`~label` == 'route'")
    code, country = (nodes.set_index("~id")[c] for c in ("code:string", "country:string"))
    table = pd.DataFrame({s: edges[s].map(code) for s in ("~from", "~to")})
    at_home = pd.DataFrame({s: edges[s].map(country) == "CN" for s in ("~from", "~to")})
    table = table[at_home.sum(axis=1) == 1]
    return {tuple(sorted(row)) for row in table.itertuples(index=False)}
