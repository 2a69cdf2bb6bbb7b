from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from types import SimpleNamespace

import pandas as pd
import pytest
from markupsafe import Markup

from connectindex.assumptions.methods import VaryWeights
from connectindex.audit.robustness import robustness
from connectindex.edition.model import NodeRules
from connectindex.model.ranking import ranks
from connectindex.reports import numerals
from connectindex.reports.compose import compose, strengths
from connectindex.reports.compose.facts import Facts
from connectindex.reports.compose.scored import scored
from connectindex.reports.document import Score
from connectindex.reports.made import MadeInOrder
from connectindex.reports.names import language_of
from connectindex.stages.means import Mpi
from connectindex.stages.treat import Winsorise

DATE = dt.date(2026, 11, 22)


def plain(value):
    """Only plain values inside: text, numbers, tuples and mappings of them."""
    if dataclasses.is_dataclass(value):
        return all(plain(getattr(value, f.name)) for f in dataclasses.fields(value))
    if isinstance(value, tuple | MadeInOrder):
        return all(map(plain, value))
    if isinstance(value, Mapping):
        return all(type(k) is str and plain(v) for k, v in value.items())
    return value is None or type(value) in (str, Markup, int, float, bool)


def by_name(document, name):
    return next(p for p in document.profiles if p.name == name)


def test_the_document_holds_plain_values_only(document):
    wrong = [f.name for f in dataclasses.fields(document) if not plain(getattr(document, f.name))]
    assert wrong == []


def test_fifths_of_seven_units():
    """Of seven the first two are in the top fifth and one each in the lowest two: (place - 1) 5 / 7, cut to a whole number."""
    scores = pd.Series([70.0, 60, 50, 40, 30, 20, 10], index=list("ABCDEFG"))
    found = scored(scores, ranks(scores.to_frame())[0], SimpleNamespace(text=str, at=float))
    assert [found[u].fifth for u in scores.index] == [5, 5, 4, 3, 3, 2, 1]


@pytest.mark.parametrize(("indicators", "limit"), [(8, 3), (27, 3), (29, 4), (39, 5), (76, 10), (200, 10)])
def test_strengths_are_one_in_eight_indicators_rounded(indicators, limit):
    assert strengths.limit(indicators) == limit


def test_the_same_result_gives_the_same_document(result, document):
    assert compose(result, DATE, ["tables/scores.csv", "tables.xlsx", "report.pdf"]) == document


def test_ranking_follows_the_scores(result, document):
    scores = result.scores["index"].dropna().sort_values(ascending=False)
    assert [r.code for r in document.ranking][:5] == list(scores.index[:5])
    assert [r.index.text for r in document.ranking] == [f"{s:.1f}" for s in scores]


def test_a_tie_shares_the_better_rank_and_is_marked(result, document, synthetic):
    twins = [r for r in document.ranking if r.code in synthetic.TWINS]
    place = int(result.ranks.loc[synthetic.TWINS[0], "index"])
    assert [t.index.rank for t in twins] == [f"{place}=", f"{place}="]
    after = document.ranking[document.ranking.index(twins[1]) + 1]
    assert after.index.place == place + 2
    assert f"shares rank {place} of 20" in by_name(document, twins[0].name).sentences[0]


def test_the_sparse_unit_is_not_ranked_and_the_reason_is_given(document, synthetic):
    assert [u.code for u in document.unranked] == [synthetic.SPARSE]
    assert "2 of 10 observed" in document.unranked[0].reason
    assert synthetic.SPARSE not in {r.code for r in document.ranking} | {p.code for p in document.profiles}


def body(document, name):
    return next(s.body for s in document.sections if s.id == name)


def test_findings_repeat_the_numbers(result, document):
    scores = result.scores["index"].dropna()
    text = {f.label: f for f in body(document, "findings")}
    best = result.edition.units.names[scores.idxmax()]
    assert text["Highest score"].figure == f"{scores.max():.1f}"
    assert text["Highest score"].text.startswith(f"{best} has the highest score")
    assert text["Lowest score"].figure == f"{scores.min():.1f}"
    assert f"{scores.quantile(0.25):.1f} and {scores.quantile(0.75):.1f}" in text["Median score"].text
    means = scores.groupby(result.edition.units.table["region"].reindex(scores.index)).mean()
    assert text["Highest mean by region"].figure == f"{means.max():.1f}"
    assert f"({means.idxmin()}, " in text["Highest mean by region"].text


def test_no_sentence_calls_an_order_certain(document):
    said = [f.text for f in body(document, "findings")] + [s for p in document.profiles for s in p.sentences]
    assert not [s for s in said if "better connected" in s or "robust" in s or "significant" in s]
    assert "uncertainty has not been assessed" in document.caution


def test_columns_that_have_no_data_stay_empty(document):
    assert {(r.interval, r.change) for r in document.ranking} == {("", "")}


def test_flags_say_how_a_cell_came_to_be(document):
    rows = {r.name: r for r in by_name(document, "Aland").table}
    assert rows["Download speed"].flags == "E"
    assert "W" in rows["Gas pipelines"].flags.split()
    assert rows["Gas pipelines"].value == "5,000"  # as observed, not as scored
    filled = {r.name: r for r in by_name(document, "Côte d'Beta").table}["Gas pipelines"]
    assert filled.flags == "I"
    assert filled.sources == ""
    assert [(i.name, [c.name for c in i.cells]) for i in body(document, "filled")] == [
        ("Gas pipelines", ["Côte d'Beta"])
    ]


def test_not_applicable_is_neither_missing_nor_zero(document):
    row = {r.name: r for r in by_name(document, "Étoile").table}["Port calls"]
    assert (row.value, row.score.text, row.flags) == ("n/a", "n/a", "N")


def test_peers_are_the_region_with_its_quartiles(result, document):
    profile = by_name(document, "Aland")
    regions = result.edition.units.table["region"]
    scores = result.scores["index"].dropna()
    peers = scores[regions.reindex(scores.index) == "North"]
    index = profile.nodes[0]
    assert profile.peers == f"North ({len(peers)} economies)"
    assert index.peers.text == f"{peers.median():.1f}"
    assert index.peers.low == pytest.approx(peers.quantile(0.25), abs=0.01)


def test_group_means_are_simple_means_of_ranked_members(result, document):
    scores = result.scores["index"].dropna()
    means = scores.groupby(result.edition.units.table["region"].reindex(scores.index)).mean()
    rows = {r.name: r for r in body(document, "groups")[0].rows}
    assert {n: r.means[0].text for n, r in rows.items()} == {n: f"{m:.1f}" for n, m in means.items()}


def test_fifths_are_of_equal_size(document):
    counts = [s.count for s in document.view.legend]
    assert sum(counts) == 20
    assert max(counts) - min(counts) <= 1


def test_weights_of_leaves_add_up_to_the_index(document):
    leaves = [r for r in body(document, "method").tree if r.leaf]
    assert len(leaves) == 10
    total = sum(float(r.effective.rstrip("%")) for r in leaves)
    assert total == pytest.approx(100, abs=0.5)


def test_method_speaks_of_the_settings(result, document):
    spoken = language_of(result.edition)
    text = " ".join(s.text for s in body(document, "method").steps)
    for stage in (result.edition.methods.impute, result.edition.methods.screen, result.edition.methods.normalise):
        assert spoken.translated(stage.words()) in text


def test_partners_are_counted_from_the_links(result, document):
    profile = by_name(document, "Aland")
    pairs = result.dyads[2026].pairs
    own = pairs[(pairs["unit"] == "AAA") & (pairs["count"] > 0)]
    assert profile.partners[0].partners == str(own["partner"].nunique())


def test_no_strength_lies_below_the_median_and_no_weakness_in_the_top_third(result):
    facts = Facts(result)
    marks = strengths.all_marks(facts)
    ranks = {k: strengths.percentiles(s) for k, s in {**facts.by_indicator, **facts.by_node}.items()}
    strong = [ranks[k][u] for u, m in marks.items() for k in (*m.strengths, *m.strong_nodes)]
    weak = [ranks[k][u] for u, m in marks.items() for k in (*m.weaknesses, *m.weak_nodes)]
    assert len(strong) > 20
    assert len(weak) > 20
    assert min(strong) >= 0.5
    assert max(weak) < 2 / 3
    # by what the unit is good at alone, it would be otherwise
    best, worst = facts.ranked[0], facts.ranked[-1]
    assert len(marks[best].weaknesses) < len(marks[best].strengths)
    assert len(marks[worst].strengths) < len(marks[worst].weaknesses)


def test_strengths_follow_the_printed_rule(document):
    limit = strengths.limit(10)
    assert limit == 3
    for profile in document.profiles:
        marked = {m.name for m in profile.strengths} | {m.name for m in profile.weaknesses}
        assert not {m.name for m in profile.strengths} & {m.name for m in profile.weaknesses}
        podium = {
            r.name for r in profile.table if not r.head and r.score.place and r.score.place <= 3 and "I" not in r.flags
        }
        weak_ties = {m.name for m in profile.weaknesses}
        assert podium - weak_ties <= {m.name for m in profile.strengths}
        assert not {r.name for r in profile.table if "I" in r.flags.split()} & marked


def test_percentile_ranks_count_the_others_below():
    scores = {"a": Score("1", 1.0), "b": Score("2", 2.0), "c": Score("2", 2.0), "d": Score("4", 4.0)}
    assert strengths.percentiles(scores) == {"a": 0.0, "b": 1 / 3, "c": 1 / 3, "d": 1.0}


def test_without_a_map_there_is_no_map(synthetic):
    document = compose(synthetic.result(None), DATE)
    assert document.map is None
    assert document.view is None
    assert all(s.body.map is None for s in document.sections if s.kind == "pillar")


def test_sources_link_to_the_web_or_nowhere(document):
    assert {s.title: s.url for s in document.sources} == {
        "Book of Values": "https://example.org/values",
        "Book of Links": "",
    }


@pytest.mark.parametrize("file", ["/etc/passwd", "../up.csv", "javascript:alert(1)", "a\\..\\b"])
def test_downloads_stay_beside_the_page(result, file):
    with pytest.raises(ValueError, match="beside the page"):
        compose(result, DATE, [file])


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.00001, "−1.0 × 10^−5"), (999.6, "1,000"), (1.005, "1.00"), (2.5e9, "2,500,000,000"), (-3.0, "−3")],
)
def test_values_print_with_sensible_digits(value, text):
    assert numerals.value_text(value) == text


def test_references_are_those_of_the_methods_in_use(result):
    plain = body(compose(result, DATE), "references")
    assert [r for r in plain if "Handbook on Constructing Composite Indicators" in r]
    assert list(plain) == sorted(plain, key=str.casefold)
    assert not any("Mazziotta" in r or "Box, G" in r or "Saltelli, A., Annoni" in r for r in plain)
    methods = dataclasses.replace(
        result.edition.methods, treat=Winsorise(then="boxcox"), rules={"transport": NodeRules(Mpi())}
    )
    other = compose(dataclasses.replace(result, edition=dataclasses.replace(result.edition, methods=methods)), DATE)
    assert {r.split(",")[0] for r in set(body(other, "references")) - set(plain)} == {"Box", "Mazziotta"}
    audit = robustness(result.edition, draws=16, seed=1, vary=(VaryWeights(spread=0.25),))
    assert {r.split(",")[0] for r in set(body(compose(result, DATE, audit=audit), "references")) - set(plain)} == {
        "Jansen",
        "Saisana",
        "Saltelli",
    }
