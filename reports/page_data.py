"""Page data: what the scripts of the index work with, as values that JSON can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectindex.reports.document import Document, Head, IndicatorRow, NodeRow
    from connectindex.reports.interactive import Branch, Variable
    from connectindex.reports.language import Language

MOST_COMPARED = 6
PEER_DECIMALS = 6  # of a score beyond the printed ones, so that a median is rounded as that of the whole scores


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


def explorer_data(document: Document, language: Language) -> dict[str, Any]:
    """Units, groups and variables with the values of all years, and the words of the page."""
    explorer = document.explorer
    if explorer is None:
        return {}
    return {
        "years": list(explorer.years),
        "units": [list(u) for u in explorer.units],
        "groups": [[g.name, list(g.labels), list(g.of)] for g in explorer.groups],
        "variables": [_variable(v) for v in explorer.variables],
        "flags": [list(f) for f in explorer.flags],
        "signs": list(language.signs),
        "words": _explorer_words(document, language),
    }


def _variable(variable: Variable) -> dict[str, Any]:
    return {
        "id": variable.id,
        "name": variable.name,
        "unit": variable.unit,
        "kind": variable.kind,
        "direction": variable.direction,
        "places": variable.places,
        "values": [list(row) for row in variable.values],
        "flags": list(variable.flags),
    }


def _explorer_words(document: Document, language: Language) -> dict[str, str]:
    one, many = document.noun
    return {
        "one": one[:1].upper() + one[1:],
        "hint": language("Select a mark to see its figures; the arrow keys move from mark to mark."),
        "profile": language("Open the profile"),
        "unknown": language("“{text}” is not in this edition.", text="%1"),
        "line": language("{name}: {text}.", name="%1", text="%2"),
        "semicolon": language("; "),
        "space": language.space,
        "ranked": language("{name} {value}, rank {rank} of {of}", name="%1", value="%2", rank="%3", of="%4"),
        "unranked": language("{name} {value}", name="%1", value="%2"),
        "flagged": language("{name} ({text})", name="%1", text="%2"),
        "unit": language("{name} ({text})", name="%1", text="%2"),
        "against": language("{up} against {across}", up="%1", across="%2"),
        "when": language("{name}, {year}", name="%1", year="%2"),
        "across": language("Horizontal axis"),
        "variable": language("Variable"),
        "rank": language("Rank"),
        "bar": language("Value as a bar"),
        "off": language("n/a"),
        "none": language("no value"),
        "alt": language("{name}. The table below has all figures.", name="%1"),
        "atLeast": language("{low} or more", low="%1"),
        "under": language("under {high}", high="%1"),
        "quintiles": language("Classes are quintiles of {count} {many}; darker is higher.", count="%1", many=many),
        "points": language("{shown} of {total} {many} have both values.", shown="%1", total="%2", many=many),
        "noPoints": language("There are no values to plot on these axes."),
        "area": language("Area of a mark: {name}; the largest is {value}.", name="%1", value="%2"),
    }


def page_data(document: Document, language: Language) -> dict[str, Any]:
    """Units in the order of the ranking, the tree and its scores, the cells to compare, the links, the words.

    Numbers keep all their digits: a ranking by other weights is made from them.
    """
    heads = {h.code: h for h in document.heads}
    ordered = [heads[row.code] for row in document.ranking]
    return {
        "units": [[p.file, p.name, p.index.value, p.index.place] for p in ordered],
        "signs": list(language.signs),
        "weights": _weights(document),
        "compare": _compared(ordered, {c.id: c.name for c in document.columns}),
        "ticks": [list(tick) for tick in document.ticks],
        "links": _links(document, ordered),
        "words": _words(document, language),
    }


def profile_data(document: Document, language: Language) -> dict[str, Any]:
    """What the script of a profile works with: the scores of all, among whom a reader chooses peers."""
    low, high, places = document.scale
    nodes = range(len(document.heads[0].nodes)) if document.heads else ()
    return {
        "signs": list(language.signs),
        "peers": {
            "files": [p.file for p in document.heads],
            "scores": [[_short(p.nodes[k].score.value, places + PEER_DECIMALS) for p in document.heads] for k in nodes],
            "ends": [low, high],
            "places": places,
        },
        "words": {
            "remove": language("Remove {name}", name="%1"),
            "choose": language("Choose peers by name or code; the figure and its numbers follow."),
            "index": language(
                "Index: median of the peers {median}, interquartile range {low}–{high}; rank among them {rank} "
                "of {count}.",
                median="%1",
                low="%2",
                high="%3",
                rank="%4",
                count="%5",
            ),
            "range": language("{low}–{high}", low="%1", high="%2"),
            "placeOf": language("{place} of {of}", place="%1", of="%2"),
            "alt": language("{name}. The table below has all figures.", name="%1"),
        },
    }


def unranked_data(_document: Document, language: Language) -> dict[str, Any]:
    """What the script of the page of a unit without rank works with: how numbers are printed."""
    return {"signs": list(language.signs), "words": {}}


def _short(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)


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


def _compared(heads: list[Head], short: Mapping[str, str]) -> dict[str, Any]:
    """The rows of the comparison once, with short names in the drawing, and the cells of each unit."""
    if not heads:
        return {"nodes": [], "rows": [], "at": [], "cells": []}
    top = [k for k, node in enumerate(heads[0].nodes) if node.depth <= 1]
    return {
        "nodes": [short.get(heads[0].nodes[k].id, heads[0].nodes[k].name) for k in top],
        "rows": [[r.name, r.depth, r.head, r.unit] for r in heads[0].table],
        "ids": [heads[0].nodes[k].id for k in top],
        "at": [[_placed(p.nodes[k]) for k in top] for p in heads],
        "cells": [[_cell(r) for r in p.table] for p in heads],
    }


def _placed(node: NodeRow) -> list[Any]:
    """Place on the axis, score, rank, interval of the rank, and ends of the interval of the score on the axis."""
    return [node.score.at, node.score.text, node.score.rank, node.interval, list(node.span) if node.span else None]


def _cell(row: IndicatorRow) -> list[str]:
    return [row.value, row.score.text, row.score.rank]


def _links(document: Document, ordered: list[Head]) -> dict[str, Any]:
    """Places that links join, and by mode the partners of each unit: place and number of links in turn."""
    points, ties = document.map.points if document.map else {}, document.ties
    places: dict[str, int] = {}
    modes: dict[str, str] = {}
    linked: dict[str, dict[int, list[float]]] = {}
    for k, head in enumerate(ordered):
        for mode, (codes, counts) in ties.partners.get(head.code, {}).items():
            modes[mode] = ties.modes[mode]
            at = [places.setdefault(code, len(places)) for code in codes]
            whole = [int(count) if count == int(count) else count for count in counts]
            linked.setdefault(mode, {})[k] = [number for pair in zip(at, whole, strict=True) for number in pair]
    rows = [[p.name, p.file, *(p.at or ())] for p in map(ties.places.__getitem__, places)]
    return {
        "places": rows,
        "modes": [[m, name] for m, name in modes.items()],
        "ties": linked,
        "at": [list(points.get(p.code, ())) for p in ordered],
        "globe": [list(edge) for edge in document.map.globe] if document.map else [],
    }


def _words(document: Document, language: Language) -> dict[str, str]:
    return {
        "compare": language("Compare"),
        "compareOne": language("Compare {name}", name="%1"),
        "remove": language("Remove {name}", name="%1"),
        "compared": language("{count} of {most} selected for comparison.", count="%1", most=str(MOST_COMPARED)),
        "full": language("At most {most} can be compared; remove one first.", most=str(MOST_COMPARED)),
        "unknown": language("“{text}” is not in this edition.", text="%1"),
        "same": language("Choose two different {many}.", many=document.noun[1]),
        "partnerOf": language("Rank among the partners of {name}", name="%1"),
        "placeOf": language("{place} of {of}", place="%1", of="%2"),
        "noneHere": language("none"),
        "pairLinked": language(
            "{first} and {second}: linked in {number} of {of} types of link.",
            first="%1",
            second="%2",
            number="%3",
            of="%4",
        ),
        "plot": language("Scores of {names}; the table below gives the figures.", names="%1"),
        "index": language("Index"),
        "ownIndex": language("Index with your weights"),
        "interval": language("90% interval {ends}", ends="%1"),
        "intervalOfRank": language("90% interval of the rank"),
        "score": language("Score"),
        "rank": language("Rank"),
        "value": language("Value"),
        "ownRank": language("Your rank"),
        "ownScore": language("Your score"),
        "move": language("Change in rank"),
        "share": language.percent(0.5).replace("50", "%1"),
        "noWeight": language("{name}: at least one weight must be above zero.", name="%1"),
        "own": language.together(
            language(
                "The table and map show your ranking next to the published one; your weights are "
                "saved in the address of this page."
            ),
            language("Intervals and tiers belong to the published weights.") if document.certainty else "",
        ),
        "ownMap": language("{name}: {score} with your weights, rank {rank}", name="%1", score="%2", rank="%3"),
        "atLeast": language("{low} or more", low="%1"),
        "under": language("under {high}", high="%1"),
        "links": language("{name}, {mode}. Partners: {count}.", name="%1", mode="%2", count="%3"),
        "noLinks": language("{name}, {mode}: no link on record.", name="%1", mode="%2"),
        "offMap": language("Not on the map: {names}.", names="%1"),
        "comma": language(", "),
        "marks": language("Use the arrow keys to read the marks one by one."),
        "one": document.noun[0],
    }
