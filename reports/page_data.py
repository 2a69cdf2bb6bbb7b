"""Page data: what the scripts of the index work with, as values that JSON can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connectindex.reports.document import Document, IndicatorRow, Profile
    from connectindex.reports.interactive import Branch
    from connectindex.reports.language import Language

MOST_COMPARED = 4


def search_data(document: Document, language: Language) -> dict[str, Any]:
    """Names once, and each column as one list; missing labels are -1."""
    search = document.search
    if search is None:
        return {}
    return {
        "names": list(search.names),
        "ends": [list(column) for column in zip(*search.ends, strict=True)],
        "ranks": list(search.ranks),
        "columns": [list(c.values) for c in search.columns],
        "places": [c.places for c in search.columns],
        "filters": [list(f.of) for f in search.filters],
        "signs": list(language.signs),
    }


def finder_data(document: Document, *, near: bool) -> list[list[Any]]:
    """Name, page, codes and other names of each unit, those in all languages only where they are not `near`."""
    return [[f.name, f.file, list(f.codes), [*f.near, *(() if near else f.names)]] for f in document.finder]


def page_data(document: Document, language: Language) -> dict[str, Any]:
    """Units in the order of the ranking, the tree and its scores, the cells to compare, the links, the words.

    Numbers keep all their digits: a ranking by other weights is made from them.
    """
    profiles = {p.code: p for p in document.profiles}
    ordered = [profiles[row.code] for row in document.ranking]
    return {
        "units": [[p.file, p.name, p.index.value, p.index.place] for p in ordered],
        "signs": list(language.signs),
        "weights": _weights(document),
        "compare": _compared(ordered),
        "ticks": [list(tick) for tick in document.ticks],
        "links": _links(document, ordered),
        "words": _words(document, language),
    }


def _weights(document: Document) -> dict[str, Any] | None:
    exploration = document.exploration
    if exploration is None or exploration.tree.fixed:
        return None
    return {
        "tree": _branch(exploration.tree),
        "scores": {k: list(v) for k, v in exploration.scores.items()},
        "off": {k: list(v) for k, v in exploration.off.items()},
        "places": exploration.places,
    }


def _branch(branch: Branch) -> dict[str, Any]:
    here: dict[str, Any] = {"id": branch.id, "weight": branch.weight}
    if branch.children:
        here |= dict(branch.method)
        here |= {"name": branch.name, "coverage": branch.coverage, "children": [_branch(c) for c in branch.children]}
    return here


def _compared(profiles: list[Profile]) -> dict[str, Any]:
    """The rows of the comparison once, and the cells of each unit."""
    if not profiles:
        return {"nodes": [], "rows": [], "at": [], "cells": []}
    top = [k for k, node in enumerate(profiles[0].nodes) if node.depth <= 1]
    return {
        "nodes": [profiles[0].nodes[k].name for k in top],
        "rows": [[r.name, r.depth, r.head, r.unit] for r in profiles[0].table],
        "at": [[[p.nodes[k].score.at, p.nodes[k].score.text, p.nodes[k].score.rank] for k in top] for p in profiles],
        "cells": [[_cell(r) for r in p.table] for p in profiles],
    }


def _cell(row: IndicatorRow) -> list[str]:
    return [row.value, row.score.text, row.score.rank]


def _links(document: Document, ordered: list[Profile]) -> dict[str, Any]:
    """Places that links join, and by mode the partners of each unit: place and number of links in turn."""
    points = document.map.points if document.map else {}
    places: dict[str, int] = {}
    rows: list[list[Any]] = []
    modes: dict[str, str] = {}
    ties: dict[str, dict[int, list[float]]] = {}
    for k, profile in enumerate(ordered):
        network = document.networks.get(profile.code)
        for mode in network.modes if network else ():
            modes[mode.id] = mode.name
            flat: list[float] = []
            for p in mode.partners:
                if p.code not in places:
                    places[p.code] = len(rows)
                    rows.append([p.name, p.file, *(p.at or ())])
                flat += [places[p.code], int(p.count) if p.count == int(p.count) else p.count]
            ties.setdefault(mode.id, {})[k] = flat
    return {
        "places": rows,
        "modes": [[m, name] for m, name in modes.items()],
        "ties": ties,
        "at": [list(points.get(p.code, ())) for p in ordered],
    }


def _words(document: Document, language: Language) -> dict[str, str]:
    return {
        "compare": language("Compare"),
        "compareOne": language("Compare {name}", name="%1"),
        "remove": language("Remove {name}", name="%1"),
        "compared": language("{count} of {most} selected for comparison.", count="%1", most=str(MOST_COMPARED)),
        "full": language("At most {most} can be compared; remove one first.", most=str(MOST_COMPARED)),
        "unknown": language("No results."),
        "plot": language("Scores of {names}; the table below gives the figures.", names="%1"),
        "index": language("Index"),
        "score": language("Score"),
        "rank": language("Rank"),
        "value": language("Value"),
        "ownRank": language("Your rank"),
        "ownScore": language("Your score"),
        "move": language("Change in rank"),
        "share": language.percent(0.5).replace("50", "%1"),
        "noWeight": language("{name}: at least one weight must be above zero.", name="%1"),
        "own": language(
            "The table shows your ranking beside the published one; your weights are saved in the address of this page."
        ),
        "links": language("{name}, {mode}. Partners: {count}.", name="%1", mode="%2", count="%3"),
        "noLinks": language("{name}, {mode}: no link on record.", name="%1", mode="%2"),
        "offMap": language("Not on the map: {names}.", names="%1"),
        "comma": language(", "),
        "marks": language("Use the arrow keys to read the marks one by one."),
        "one": document.noun[0],
    }
