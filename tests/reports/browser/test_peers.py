"""Peers of a profile by free choice: the figure, its numbers and the address, beside the engine's numbers of the same set."""

from __future__ import annotations

import random

import pytest

NODES = "#peer-numbers tbody tr"


def numbers(page):
    """Texts of median, range and rank, by row."""
    rows = page.locator(NODES).evaluate_all("rows => rows.map(r => [...r.cells].slice(2).map(c => c.textContent))")
    return [tuple(row) for row in rows]


def engine(result, document, unit, peers):
    """The same from the scores of the result."""
    profile = next(p for p in document.profiles if p.code == unit)
    made = []
    for node in profile.nodes:
        scores = result.scores[node.id]
        low, median, high = (scores.reindex(peers).quantile(q) for q in (0.25, 0.5, 0.75))
        among = scores.reindex([unit, *(p for p in peers if p != unit)]).dropna()
        place = f"{among.rank(ascending=False, method='min')[unit]:.0f} of {len(among)}" if unit in among else "–"
        made.append((f"{median:.1f}", f"{low:.1f}–{high:.1f}", place))
    return made


def add(page, *texts):
    for text in texts:
        page.fill("#peers-add", text)
        page.press("#peers-add", "Enter")


@pytest.mark.parametrize("seed", range(3))
def test_numbers_of_chosen_peers_are_those_of_the_engine(seed, opens, result, document):
    codes = [p.code for p in document.profiles]
    peers = random.Random(seed).sample([c for c in codes if c != "AAA"], 2 + 3 * seed)  # noqa: S311 - no secret
    page = opens(f"countries/AAA.html#peers={','.join(peers)}")
    assert numbers(page) == engine(result, document, "AAA", peers)
    assert page.is_checked("[name=peers][value=own]")
    assert page.locator("#peers-picked li").count() == len(peers)


def test_a_tie_with_a_peer_shares_the_higher_rank(opens, result, document):
    page = opens("countries/KKK.html#peers=LLL,AAA,TTT")  # KKK and LLL have the same data
    assert numbers(page) == engine(result, document, "KKK", ["LLL", "AAA", "TTT"])


def test_numbers_of_a_group_are_those_of_the_engine(opens, result, document):
    profile = next(p for p in document.profiles if p.code == "AAA")
    page = opens("countries/AAA.html")
    assert numbers(page) == engine(result, document, "AAA", list(profile.peer_members))
    for k, chosen in enumerate(profile.peer_sets):
        page.check(f"[name=peers][value=p{k + 1}]")
        members = list(chosen.members) or [p.code for p in document.profiles]
        assert numbers(page) == engine(result, document, "AAA", members)
        assert page.evaluate("location.hash") == f"#group={k + 1}"


def test_peers_are_found_by_code_and_by_name_without_accents(opens):
    page = opens("countries/BBB.html", width=390)
    page.check("[name=peers][value=own]")
    assert page.evaluate("document.activeElement.id") == "peers-add"
    add(page, "aaa", "gam")
    assert page.evaluate("location.hash") == "#peers=AAA,GGG"
    page.click("#peers-picked button >> nth=0")
    assert page.evaluate("location.hash") == "#peers=GGG"
    add(page, "bbb")  # a unit is no peer of its own
    assert page.evaluate("location.hash") == "#peers=GGG"
    assert page.locator("a[rel=next]").first.get_attribute("href").endswith(".html#peers=GGG")


def test_peers_are_chosen_by_keyboard(opens):
    page = opens("countries/BBB.html")
    page.focus("[name=peers][value=p0]")
    page.keyboard.press("ArrowUp")  # from the first to the last of them
    assert page.is_checked("[name=peers][value=own]")
    page.keyboard.press("Tab") if page.evaluate("document.activeElement.id") != "peers-add" else None
    page.keyboard.type("al")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#peers-picked li").count() == 1


def test_the_figure_shows_the_chosen_peers(opens, document, result):
    page = opens("countries/AAA.html#peers=CCC,DDD,EEE")
    shown = page.locator("svg.dotplot:not(.narrow) g[data-peers]:visible")
    assert set(shown.evaluate_all("marks => marks.map(m => m.dataset.peers)")) == {"own"}
    left, width = (float(page.get_attribute("svg.dotplot:not(.narrow)", f"data-{n}")) for n in ("left", "width"))
    low, high, _ = document.scale
    first = float(shown.first.locator("rect").get_attribute("x"))
    quartile = result.scores["index"].reindex(["CCC", "DDD", "EEE"]).quantile(0.25)
    assert first == pytest.approx(left + width * (quartile - low) / (high - low), abs=0.02)


@pytest.mark.parametrize("hostile", ["peers=AAA", "peers=Nowhere,%E0%A4%A", "group=99", "peers=&group=x"])
def test_what_cannot_be_chosen_is_passed_over(hostile, opens):
    page = opens(f"countries/AAA.html#{hostile}")
    assert page.is_checked("[name=peers][value=p0]")


def test_without_scripts_there_is_no_choice_by_name(opens):
    page = opens("countries/AAA.html", java_script_enabled=False)
    for part in ("#peers-tool", "#peers-numbers", "[name=peers][value=own]", "#peers-said"):
        assert not page.is_visible(part), part
    assert page.is_visible("[name=peers][value=p1]")
