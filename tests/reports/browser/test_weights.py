"""The reader's own weights: what the browser works out is what the engine builds."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import connectindex
from connectindex.model.ranking import ranked
from connectindex.model.tree import Leaf, Node
from connectindex.pipeline.build import build
from connectindex.reports import html
from connectindex.reports.compose import compose
from connectindex.reports.interactive import Ties
from connectindex.stages import means
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.bod import BenefitOfTheDoubt
from connectindex.stages.impute import NoImputation
from connectindex.stages.outranking import Copeland
from connectindex.stages.scales import MinMax
from connectindex.stages.weight import Critic, Nominal

TEMPLATES = Path(connectindex.__file__).parent / "templates"
DATE = dt.date(2026, 11, 22)
KINDS = {
    "arithmetic": means.Arithmetic(),
    "geometric": means.Geometric(),
    "harmonic": means.Harmonic(),
    "power-half": means.Power(0.5),
    "power-minus-two": means.Power(-2.0),
    "power-three": means.Power(3.0),
    "median": means.WeightedMedian(),
    "owa": means.Owa(2.0),
    "owa-optimist": means.Owa(0.4),
    "mpi": means.Mpi(),
    "mpi-positive": means.Mpi("positive"),
    "ampi": means.Ampi(),
    "ampi-positive": means.Ampi("positive"),
}
# near to each other, so that no penalised mean falls below zero
SCALE = MinMax(low=40.0, high=80.0)
FIXED = {"copeland": Copeland(), "bod": BenefitOfTheDoubt()}


def chosen(page):
    """What the address says was chosen, without the part that is being read."""
    return page.evaluate("location.hash.slice(1).split('&').filter((part) => part.includes('=')).join('&')")


def test_every_kind_of_mean_is_looked_at():
    assert {k.kind for k in (*KINDS.values(), *FIXED.values())} == set(means.AGGREGATIONS)


def test_ranks_in_the_browser_and_in_the_engine_are_the_same(browser):
    draw = np.random.default_rng(5)
    rows = draw.integers(0, 12, (200, 30)) / 3 + draw.integers(-9, 10, (200, 30)) * 4e-10
    rows[draw.random(rows.shape) < 0.1] = np.nan
    rows[:100] *= 25.0
    assert (ranked(rows) != ranked(np.round(rows, 1))).sum() > 0  # some gaps are too small to part, some are not
    context = browser.new_context()
    script = f"rows => {{ {(TEMPLATES / 'js' / 'means.js').read_text('utf-8')} return rows.map(ranksOf); }}"
    found = context.new_page().evaluate(script, rows.tolist())
    context.close()
    np.testing.assert_array_equal(np.array(found, dtype=float), ranked(rows))


def weighed(node, weights):
    """The tree with other weights."""
    if isinstance(node, Leaf):
        return replace(node, weight=weights.get(node.id, node.weight))
    children = tuple(weighed(c, weights) for c in node.children)
    return replace(node, weight=weights.get(node.id, node.weight), children=children)


def children_of(tree):
    return [c.id for n in tree.nodes() for c in n.children]


def edition_with(synthetic, folder, rules, **methods):
    edition = synthetic.edition(folder)
    # nothing is filled: cells that are missing, and others that do not apply, have to be passed over
    changed = {"impute": NoImputation(), "normalise": SCALE, "rules": rules, **methods}
    return replace(edition, methods=replace(edition.methods, **changed))


def everywhere(synthetic, aggregation, coverage=0.0):
    return {n.id: NodeRules(aggregation, coverage) for n in synthetic.TREE.nodes()}


def page_of(result, folder):
    # without the chapters that weights have nothing to do with
    whole = compose(result, DATE)
    shown = tuple(s for s in whole.sections if s.kind not in ("pillar", "groups"))
    document = replace(whole, sections=shown, map=None, view=None, ties=Ties())
    (folder / "index.html").write_bytes(html.pages(document)["index.html"])
    return folder


def published(result):
    return (result.weights["within"] * 100).to_dict()


def in_address(page):
    text = page.evaluate("decodeURIComponent(location.hash)").partition("w=")[2]
    return {name: float(value) for name, value in (part.rsplit(":", 1) for part in text.split(","))}


def own_ranking(page):
    page.wait_for_function("document.querySelector('#ranking-table tbody tr').dataset.score")
    cells = """rows => rows.map(r => [r.dataset.unit, Number(r.dataset.score), r.querySelector('.own-rank').textContent,
        r.querySelector('.own-move').textContent, r.querySelector('.own-score').textContent])"""
    return page.locator("#ranking-table tbody tr").evaluate_all(cells)


def compared(page, before, weights):
    """What the page shows against what the engine builds with these weights."""
    edition = before.edition
    methods = replace(edition.methods, weight=Nominal())
    again = build(replace(edition, tree=weighed(edition.tree, weights), methods=methods))
    found = own_ranking(page)
    ranked = again.scores["index"].dropna()
    assert {u for u, *_ in found} == set(ranked.index)
    for unit, score, rank, move, text in found:
        assert score == pytest.approx(ranked[unit], rel=1e-9, abs=1e-9), unit
        place = int(again.ranks.loc[unit, "index"])
        assert int(rank.rstrip("=")) == place
        assert rank.endswith("=") == ((again.ranks["index"] == place).sum() > 1)
        assert int(move.replace("−", "-")) == int(before.ranks.loc[unit, "index"]) - place
        assert text == f"{ranked[unit]:.{len(text.partition('.')[2])}f}"


@pytest.mark.parametrize("kind", KINDS)
def test_the_browser_and_the_engine_agree(kind, synthetic, opens, tmp_path):
    edition = edition_with(synthetic, tmp_path, everywhere(synthetic, KINDS[kind], 0.5))
    before = build(edition)
    page = opens(where=page_of(before, tmp_path))
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    drawn = random.Random(kind)  # noqa: S311 - weights to try
    weights = {child: round(drawn.uniform(1, 100), 3) for child in children_of(edition.tree)}
    for child, weight in weights.items():
        page.fill(f"[data-child={child}] input[type=number]", str(weight))
    given = in_address(page)
    assert set(given) == set(weights)
    for node in edition.tree.nodes():
        assert sum(given[c.id] for c in node.children) == pytest.approx(100, abs=1e-6)
    compared(page, before, given)
    few = {"transport": 0.0, "energy": 12.5, "speed": 80.0, "flights": 3.0}
    page.evaluate("said => { location.hash = said; }", "w=" + ",".join(f"{k}:{v:g}" for k, v in few.items()))
    page.wait_for_function("document.querySelector('[data-child=transport] input').value === '0'")
    compared(page, before, published(before) | few)


def test_methods_may_differ_from_node_to_node(synthetic, opens, tmp_path):
    rules = {
        "index": NodeRules(means.Geometric(), 0.6),
        "transport": NodeRules(means.Owa(3.0)),
        "surface": NodeRules(means.WeightedMedian()),
        "telecom": NodeRules(means.Power(-0.5), 1.0),
    }
    edition = edition_with(synthetic, tmp_path, rules, weight=Critic())
    before = build(edition)
    page = opens("index.html#w=transport:70,users:5,price:90", where=page_of(before, tmp_path))
    compared(page, before, published(before) | {"transport": 70.0, "users": 5.0, "price": 90.0})


def test_a_node_no_page_can_work_out_stays_as_published(synthetic, opens, tmp_path):
    edition = edition_with(synthetic, tmp_path, {"energy": NodeRules(FIXED["copeland"])})
    before = build(edition)
    page = opens("index.html#w=energy:70,lines:99", where=page_of(before, tmp_path))
    assert page.locator("[data-child=lines]").count() == 0
    assert "Energy is aggregated by a method that cannot be recalculated here" in page.inner_text("#weights")
    compared(page, before, published(before) | {"energy": 70.0})


@pytest.mark.parametrize("kind", FIXED)
def test_an_index_no_page_can_work_out_says_so(kind, synthetic, opens, tmp_path):
    edition = edition_with(synthetic, tmp_path, {"index": NodeRules(FIXED[kind])})
    page = opens("index.html#w=energy:70", where=page_of(build(edition), tmp_path))
    assert page.locator("#weights input").count() == 0
    page.click("#weights summary")
    assert "as published" in page.inner_text("#weights")
    assert page.locator("#ranking-table tr[data-score]").count() == 0


def test_sliders_and_boxes_move_together_from_the_keyboard(opens):
    page = opens()
    page.click("#weights summary >> nth=0")
    page.locator("[data-child=energy] input[type=range]").focus()
    before = float(page.input_value("[data-child=energy] input[type=number]"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert before == 25.0
    assert page.input_value("[data-child=energy] input[type=number]") == "27"
    assert in_address(page) == pytest.approx({"energy": 27, "transport": 48.6667, "telecom": 24.3333}, abs=2e-4)
    page.fill("[data-child=energy] input[type=number]", "44.5")
    assert page.input_value("[data-child=energy] input[type=range]") == "45"
    shares = [
        float(page.input_value(f"[data-child={c}] input[type=number]")) for c in ("transport", "energy", "telecom")
    ]
    assert shares == [37.0, 44.5, 18.5]


def test_one_share_of_a_hundred_leaves_nothing_and_comes_back(opens):
    page = opens()
    page.click("#weights summary >> nth=0")
    page.fill("[data-child=energy] input[type=number]", "100")
    assert in_address(page) == {"energy": 100, "transport": 0, "telecom": 0}
    page.fill("[data-child=energy] input[type=number]", "40")
    assert in_address(page) == {"energy": 40, "transport": 30, "telecom": 30}


@pytest.mark.parametrize(
    ("preset", "weights"),
    [
        ("equal", {"transport": 1, "energy": 1, "telecom": 1}),
        ("-energy", {"transport": 50, "energy": 0, "telecom": 25}),
    ],
)
def test_presets_are_what_they_say(preset, weights, opens, result):
    page = opens()
    page.click("#weights summary >> nth=0")
    page.select_option("#weights-preset", preset)
    compared(page, result, published(result) | weights)
    page.select_option("#weights-preset", "published")
    assert page.locator("#ranking-table .own").count() == 0
    assert chosen(page) == ""


def test_the_map_follows_and_comes_back(opens):
    tone = "a => [...a.querySelectorAll('use, circle')].map(u => u.getAttribute('class').match(/t(\\d)/)[1])[0]"
    page = opens("index.html#w=energy:100,transport:0,telecom:0")
    found = {unit: (score, int(rank.rstrip("="))) for unit, score, rank, *_ in own_ranking(page)}
    first, last = min(found, key=lambda u: found[u][1]), max(found, key=lambda u: found[u][1])
    mark = page.locator(f"svg.map[data-node=index] a[data-unit={first}]")
    assert mark.evaluate(tone) == "5"
    assert page.locator(f"svg.map[data-node=index] a[data-unit={last}]").evaluate(tone) == "1"
    assert "with your weights, rank 1" in mark.get_attribute("aria-label")
    untouched = opens()
    page.click("#weights-reset")
    assert page.inner_text("#map .legend") == untouched.inner_text("#map .legend")
    assert page.inner_html("svg.map[data-node=index]") == untouched.inner_html("svg.map[data-node=index]")


def test_the_own_ranking_can_be_downloaded(opens, document):
    page = opens("index.html#w=energy:90")
    with page.expect_download() as waiting:
        page.click("#weights-save")
    lines = Path(waiting.value.path()).read_text("utf-8-sig").splitlines()
    rows = [line.split(",") for line in lines[1 : len(document.ranking) + 1]]
    assert [int(r[2]) for r in rows] == sorted(int(r[2]) for r in rows)
    found = {unit: score for unit, score, *_ in own_ranking(page)}
    assert {r[0]: float(r[3]) for r in rows} == pytest.approx(found, rel=1e-12)
    assert {r[0]: int(r[4]) for r in rows} == {r.code: r.index.place for r in document.ranking}
    assert any(line.startswith("energy,") for line in lines)


def test_the_published_ranking_comes_back(opens):
    page = opens("index.html#w=energy:90")
    own_ranking(page)
    assert "not the published index" in page.inner_text("#weights")
    assert "next to the published one" in page.inner_text("#weights-said")
    ranks = page.locator("#ranking-table td.own-rank").all_inner_texts()
    assert [int(r.rstrip("=")) for r in ranks] == sorted(int(r.rstrip("=")) for r in ranks)
    page.click("#weights-reset")
    assert page.locator("#ranking-table .own").count() == 0
    assert chosen(page) == ""
    assert page.input_value("[data-child=energy] input[type=number]") == "25"
    ranks = [int(r.rstrip("=")) for r in page.locator("#ranking-table td.rank").all_inner_texts()]
    assert ranks == sorted(ranks)


def test_no_weight_at_all_is_said_and_ranks_nobody(opens):
    page = opens("index.html#w=transport:0,energy:0,telecom:0")
    assert page.inner_text("#weights-said").endswith("at least one weight must be above zero.")
    assert {r[2] for r in own_ranking(page)} == {"–"}


@pytest.mark.parametrize(
    "hostile", ["w=energy:-5", "w=energy:1e999", "w=nobody:5", "w=%E0%A4%A:5", "w=:", "w=energy:NaN"]
)
def test_what_is_no_weight_in_the_address_is_passed_over(hostile, opens):
    page = opens(f"index.html#{hostile}")
    assert page.locator("#ranking-table .own").count() == 0


def test_weights_stay_in_the_address_when_a_section_is_gone_to(opens):
    page = opens("index.html#w=energy:90", width=1500)
    page.click("#side a[href='#method']")
    page.wait_for_function("location.hash === '#method&w=energy:90'")
    page.reload()
    assert page.input_value("[data-child=energy] input[type=number]") == "54.55"
    assert abs(page.evaluate("document.querySelector('#method').getBoundingClientRect().top")) < 120


def test_trees_of_the_tests_have_the_nodes_that_are_set():
    assert weighed(Node("index", "Index", 1, (Leaf("a"),)), {"a": 3.0}).children[0].weight == 3.0
