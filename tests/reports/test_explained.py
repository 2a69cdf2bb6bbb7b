"""How a score comes about: what a profile folds out is what the engine computed."""

from __future__ import annotations

import pytest


def walk(part):
    yield part
    for child in part.parts:
        yield from walk(child)


def test_what_the_parts_add_is_the_score(document):
    for profile in document.profiles:
        for part in walk(profile.explained):
            if part.parts and part.score != "–":
                added = [float(p.added) for p in part.parts if p.added]
                assert sum(added) == pytest.approx(float(part.score), abs=0.05 * (len(added) + 1))
                shares = [float(p.share.rstrip("%")) for p in part.parts if p.share]
                assert sum(shares) == pytest.approx(100, abs=0.06 * len(shares))


def test_each_indicator_has_the_value_and_score_of_the_table(document):
    for profile in document.profiles[:5]:
        leaves = [p for p in walk(profile.explained) if p.lines]
        rows = [r for r in profile.table if not r.head]
        assert [(p.name, p.score, p.rank) for p in leaves] == [(r.name, r.score.text, r.score.rank) for r in rows]
        for leaf, row in zip(leaves, rows, strict=True):
            assert leaf.lines[0] == ("Value", f"{row.value} {row.unit}")
            assert dict(leaf.lines).get("Year", "") in ("", row.year)
            assert ", ".join(str(s.number) for s in leaf.sources) == row.sources or not row.sources


def test_the_value_before_division_is_the_one_measured(document, result):
    leaf = next(p for p in walk(document.profiles[0].explained) if p.name == "Weekly flights")
    measured = result.stage("measured")["flights"][document.profiles[0].code]
    shown = float(dict(leaf.lines)["Before division by population"].replace(",", ""))
    assert shown == pytest.approx(measured, rel=0.01)


def test_an_unsafe_address_is_no_link(document):
    sources = [s for p in document.profiles for part in walk(p.explained) for s in part.sources]
    assert {s.url for s in sources} == {"https://example.org/values", ""}


def test_peers_to_choose_are_other_groups_of_the_unit_and_all(document, result):
    regions = result.edition.units.table["region"]
    for profile in document.profiles[:6]:
        names = [s.name for s in profile.peer_sets]
        assert "All (20 economies)" in names
        assert profile.peers not in names
        assert not any(n.startswith(r) for n in names for r in set(regions) - {regions[profile.code]})
    everyone = next(s for s in document.profiles[0].peer_sets if s.name.startswith("All"))
    assert float(everyone.quartiles["index"].text) == pytest.approx(result.scores["index"].median(), abs=0.06)
