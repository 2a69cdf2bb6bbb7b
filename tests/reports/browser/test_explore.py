"""Explore: any score or indicator as a map, a scatter plot or a ranking, by pointer, by keyboard and by address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectindex.reports import html


def rows(page):
    return page.locator("#explore-table tbody tr").evaluate_all(
        "rows => rows.map(r => [...r.cells].map(c => c.innerText.trim()))"
    )


def address(page):
    return page.evaluate("location.hash")


@pytest.fixture(scope="module")
def panel(document, tmp_path_factory):
    """Three years, in each of which every value is ten lower than in the next."""

    def back(row, by):
        return tuple(None if v is None else v - by for v in row)

    variables = tuple(
        replace(v, values=tuple(back(v.values[0], by) for by in (20, 10, 0)), flags=v.flags * 3)
        for v in document.explorer.variables
    )
    explorer = replace(document.explorer, years=(2024, 2025, 2026), variables=variables)
    out = tmp_path_factory.mktemp("panel")
    (out / "explore.html").write_bytes(html.pages(replace(document, explorer=explorer))["explore.html"])
    return out


def test_the_ranking_by_the_index_is_the_published_one(opens, document):
    page = opens("explore.html#view=ranking")
    found = [r for r in rows(page) if r[0] != "–"]
    wanted = sorted((r.index.place, r.name, r.index.text) for r in document.ranking)
    assert sorted((int(r[0]), r[1], r[2]) for r in found) == wanted


def test_a_ranking_by_an_indicator_of_which_less_is_better(opens, result):
    page = opens("explore.html#view=ranking&x=border")
    values = result.stage("denominated")["border"]
    found = rows(page)
    assert found[0][1] == result.edition.units.names[values.idxmin()]
    assert "hours" in page.inner_text("#explore-title") or "hours" in page.inner_text("#explore-table thead")
    assert {r[0] for r in found if r[2].split()[0] == "–"} <= {"–"}


def test_the_map_has_the_classes_of_the_report(opens, document):
    page = opens("explore.html")
    shown = page.locator("#explore-world [data-code]").evaluate_all(
        "marks => marks.map(m => [m.dataset.code, Number(m.getAttribute('class').match(/t(\\d)/)[1])])"
    )
    assert dict(shown) | {} == {c: document.view.scores[c].fifth if c in document.view.scores else 0 for c, _ in shown}
    page.select_option("[data-key=x]", "telecom")
    pillar = next(s.body.map for s in document.sections if s.kind == "pillar" and s.body.id == "telecom")
    shown = page.locator("#explore-world [data-code]").evaluate_all(
        "marks => marks.map(m => [m.dataset.code, Number(m.getAttribute('class').match(/t(\\d)/)[1])])"
    )
    assert dict(shown) == {c: pillar.scores[c].fifth if c in pillar.scores else 0 for c, _ in shown}


def test_a_click_answers_with_the_value_its_unit_and_the_rank(opens, document):
    page = opens("explore.html#x=border")
    page.click("#explore-world [data-code=CCC]")
    profile = next(p for p in document.profiles if p.code == "CCC")
    row = next(r for r in profile.table if r.name == "Border time")
    said = page.inner_text("#explore-said")
    assert said.startswith(f"Çeta: Border time {row.value} hours, rank {row.score.rank} of ")
    assert address(page) == "#x=border&unit=CCC"
    page.click("#explore-said a")
    page.wait_for_url("**/countries/CCC.html")


def test_a_click_on_a_unit_without_a_rank_leads_to_its_page(opens):
    page = opens("explore.html")
    page.click("#explore-world [data-code=UUU]")
    assert page.inner_text("#explore-said").startswith("Upsilon: Index (no value).")
    assert address(page) == "#unit=UUU"
    page.click("#explore-said a")
    page.wait_for_url("**/countries/UUU.html")


def test_the_scatter_plot_draws_every_unit_with_both_values(opens, document):
    page = opens("explore.html#view=scatter&x=index&y=cables&by=0&size=size.population")
    by_id = {v.id: v.values[0] for v in document.explorer.variables}
    both = sum(a is not None and b is not None for a, b in zip(by_id["index"], by_id["cables"], strict=True))
    assert page.locator("#explore-plot [data-k]").count() == both
    assert page.locator("#explore-legend li").count() == 3
    assert f"{both} of 21 economies have both values." in page.inner_text("#explore-note")
    # a mark that lies further right has a higher score
    placed = page.locator("#explore-plot [data-k]").evaluate_all(
        "marks => marks.map(m => [Number(m.dataset.k), Number(m.getAttribute('transform').match(/\\(([-\\d.]+)/)[1])])"
    )
    ordered = [by_id["index"][k] for k, _ in sorted(placed, key=lambda p: p[1])]
    assert ordered == sorted(ordered)


def test_marks_are_one_stop_and_arrow_keys_lead_on(opens):
    for view, place in (("map", "#explore-world"), ("scatter", "#explore-plot")):
        page = opens(f"explore.html#view={view}&y=users")
        assert page.locator(f"{place} [tabindex='0']").count() == 1
        page.locator(f"{place} [tabindex='0']").focus()
        first = page.evaluate("document.activeElement.dataset.k")
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
            page.keyboard.press(key)
        seen = set()
        for _ in range(4):
            page.keyboard.press("ArrowRight")
            seen.add(page.evaluate("document.activeElement.dataset.k"))
        assert len(seen | {first}) > 1
        assert page.locator(f"{place} [tabindex='0']").count() == 1
        assert page.is_visible(".tip")
        page.keyboard.press("Enter")
        assert "unit=" in address(page)
        name = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert page.inner_text("#explore-said").startswith(name)


def test_every_choice_is_in_the_address_and_comes_from_it(opens):
    page = opens("explore.html")
    page.check("[name=view][value=scatter]")
    page.select_option("[data-key=x]", "flights")
    page.select_option("[data-key=y]", "users")
    page.select_option("[data-key=by]", "0")
    page.select_option("[data-key=log]", "x")
    page.fill("#explore-unit", "gamma")
    assert address(page) == "#view=scatter&x=flights&y=users&by=0&log=x&unit=GGG"
    again = opens(f"explore.html{address(page)}")
    assert again.inner_html("#explore-plot") == page.inner_html("#explore-plot")
    assert again.input_value("#explore-unit") == "Gamma"


def test_an_unknown_name_is_reported(opens):
    page = opens("explore.html#unit=GGG")
    page.fill("#explore-unit", "Atlantis")
    page.press("#explore-unit", "Tab")
    assert page.inner_text("#explore-said") == "“Atlantis” is not in this edition."
    assert page.locator("#explore-world .on").count() == 0


HOSTILE = ("x=__proto__", "view=up&y=nothing", "year=1", "unit=%E0%A4%A", "by=99&size=x&log=z")


def test_what_cannot_be_chosen_is_passed_over(opens):
    page = opens("explore.html")
    for hostile in HOSTILE:
        page.evaluate("hash => { location.hash = hash; }", hostile)
        page.wait_for_timeout(20)
        assert page.locator("#explore-world [data-k]").count() > 15


def test_years_are_chosen_by_a_slider_and_axes_stay(opens, panel):
    page = opens("explore.html#view=scatter&y=users", where=panel)
    ticks = page.locator("#explore-plot .tick").all_inner_texts()
    before = page.locator("#explore-plot [data-k]").first.get_attribute("transform")
    page.locator("[data-key=year]").focus()
    page.keyboard.press("Home")
    assert page.inner_text("#explore-year") == "2024"
    assert "year=2024" in address(page)
    assert page.locator("#explore-plot .tick").all_inner_texts() == ticks
    assert page.locator("#explore-plot [data-k]").first.get_attribute("transform") != before
    assert opens(f"explore.html{address(page)}", where=panel).inner_text("#explore-year") == "2024"


def test_values_that_were_not_reported_are_flagged(opens):
    page = opens("explore.html#x=speed&unit=AAA")
    assert "(estimated by the source" in page.inner_text("#explore-said")
    page = opens("explore.html#x=ports&unit=EEE")  # has no coast
    assert "n/a" in page.inner_text("#explore-said")


def test_it_fits_a_phone(opens):
    for view in ("map", "scatter", "ranking"):
        page = opens(f"explore.html#view={view}&by=0", width=390)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_it_says_what_to_do(opens):
    page = opens("explore.html", java_script_enabled=False)
    assert page.is_visible("noscript p") or "needs scripts" in page.inner_text("main")
    assert not page.is_visible("#explore")
