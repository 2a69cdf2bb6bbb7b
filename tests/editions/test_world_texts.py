"""Texts of the world edition: every number in them is one of the result, in all languages."""

from __future__ import annotations

import re

import pytest

from connectindex.edition.inputs import world_folder

LANGUAGES = {"": ".", ".fr": ",", ".zh": "."}
DATED = {"2017", "2019", "2020"}  # of the sources
NOUNS = {"1"}  # 2020 年 1 月


def numbers(name: str, language: str) -> list[str]:
    text = (world_folder() / "texts" / f"{name}{language}.md").read_text("utf-8")
    found = re.findall(r"\d+(?:[.,]\d+)?", text)
    return [x.replace(LANGUAGES[language], ".") for x in found if x not in DATED | NOUNS]


@pytest.fixture(scope="module")
def known(result):
    """Scores, units, and places of the ranked economies."""
    ranks = result.ranks[result.ranks["index"].notna()]
    scores = result.scores.loc[ranks.index]
    return scores, result.edition.units.table.loc[ranks.index], ranks


def one(value: float) -> str:
    return f"{value:.1f}"


def findings(known) -> list[str]:
    scores, units, ranks = known
    coast = scores.groupby(units["landlocked"])[["index", "energy"]].mean()
    income = scores["index"].groupby([units["income"], units["landlocked"]]).mean()
    regions = scores.groupby(units["region"])[["transport", "energy", "telecom"]].mean()
    europe, africa = regions.loc["Europe and Central Asia"], regions.loc["Sub-Saharan Africa"]
    gap = europe - africa
    alike = scores.corr("spearman")["telecom"]
    # what the sentences claim beyond the numbers
    assert income["low", "yes"] < income["low", "no"]
    assert all(income[group, "yes"] > income[group, "no"] for group in ("lower middle", "upper middle", "high"))
    assert gap.idxmax() == "telecom"
    assert scores[["transport", "energy", "telecom"]].corr("spearman").sum().idxmin() == "energy"
    zero = scores["energy"] == 0
    assert (zero.sum(), (units["island"][zero] == "yes").sum()) == (11, 6)
    poorer = ranks["energy"][units["income"].isin(["low", "lower middle"])].astype(float)
    assert list(poorer.nsmallest(2).index) == ["MOZ", "LAO"]
    return [
        *(one(coast.at[k, "index"]) for k in ("yes", "no")),
        *(one(income["low", k]) for k in ("yes", "no")),
        *(one(income["lower middle", k]) for k in ("yes", "no")),
        *(one(coast.at[k, "energy"]) for k in ("yes", "no")),
        *(one(x) for x in (europe["telecom"], africa["telecom"], gap["telecom"], gap["transport"], gap["energy"])),
        *(f"{alike[p]:.2f}" for p in ("transport", "energy")),
        *(str(int(ranks.at[u, p])) for p in ("energy", "telecom") for u in ("MOZ", "LAO")),
    ]


def transport(known) -> list[str]:
    scores, _, _ = known
    return [one(scores.at[u, n]) for u in ("CHN", "USA") for n in ("air", "transport")]


def energy(known, result) -> list[str]:
    scores, _, _ = known
    values = result.stage("denominated").loc[scores.index]
    return [
        str(len(scores)),
        *(str(int((values[i] == 0).sum())) for i in ("fuel_routes", "gas_trade", "grid_partners")),
    ]


def telecom(known) -> list[str]:
    scores, _, _ = known
    assert scores["telecom"].idxmax() == "ARE"
    return [one(scores["telecom"].max())]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_that_of_the_result(known, result, language):
    assert sorted(numbers("findings", language)) == sorted(findings(known))
    assert numbers("chapters/transport", language) == transport(known)
    assert numbers("chapters/energy", language) == energy(known, result)
    assert numbers("chapters/telecom", language) == telecom(known)
