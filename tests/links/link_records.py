"""Link records of every kind, and the same rules written out in plain Python."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict

import numpy as np
import pandas as pd

from connectindex.links import RECORD_COLUMNS
from connectindex.model.dyads import Mode

CODES = [f"U{n}" for n in range(8)]
PLACES = {f"P{n}": CODES[n % 4] for n in range(6)}
MODES = {m.id: m for m in (Mode("flights", directed=True), Mode("routes"), Mode("lines", within=True), Mode("cables"))}
EVERY = [*MODES, "unknown"]


def drawn(seed: int, rows: int, codes: list[str] | None = None) -> pd.DataFrame:
    """Random bilateral records: both ends, several censuses and sources, operators, planned and closed links."""
    rng = np.random.default_rng(seed)
    ends = codes or CODES
    a = rng.integers(len(ends), size=rows)
    b = (a + rng.integers(1, len(ends), size=rows)) % len(ends)
    start = rng.integers(1995, 2030, size=rows).astype(float)
    end = start + rng.integers(0, 30, size=rows)
    table = pd.DataFrame(
        {
            "from": np.take(ends, a),
            "to": np.take(ends, b),
            "name": "",
            "mode": rng.choice(EVERY, size=rows),
            "year": rng.choice([2015, 2020, 2026], size=rows),
            "count": rng.integers(0, 9, size=rows).astype(float),
            "capacity": np.where(rng.random(rows) < 0.3, np.nan, rng.integers(0, 900, size=rows)),
            "status": rng.choice(["operating", "operating", "planned", "closed", "construction"], size=rows),
            "start": np.where(rng.random(rows) < 0.5, np.nan, start),
            "end": np.where(rng.random(rows) < 0.8, np.nan, end),
            "source": rng.choice(["", "s", "t"], size=rows),
            "operator": rng.choice(["", "O1", "O2", "O3"], size=rows),
        }
    )
    return table.astype(dict.fromkeys(("from", "to", "name", "mode", "status", "source", "operator"), "str"))


def memberships(seed: int, rows: int) -> pd.DataFrame:
    """Random memberships in a few multilateral links."""
    rng = np.random.default_rng(seed)
    table = drawn(seed, rows)[list(RECORD_COLUMNS)].assign(count=1.0, capacity=np.nan, mode="cables")
    table = table.assign(name=pd.array(rng.choice(["Ring", "Line", "Star"], size=rows), dtype="str"))
    return table.assign(to=pd.array([None] * rows, dtype="str"))


def by_hand(records, modes, year, places=None):  # noqa: C901, PLR0912 - every rule once more, one after the other
    """What `summed` does, record by record.

    (unit, partner, mode, status, year) -> count, capacity, operators, first year; (unit, mode) -> multilateral links
    """
    places = places or {}
    rows = [r for r in records.to_dict("records") if r["mode"] in modes and r["year"] <= year]
    last = defaultdict(int)
    for r in rows:
        key = r["mode"], r["source"]
        last[key] = max(last[key], r["year"])
    ends = defaultdict(lambda: [0.0, [], [], set()])
    links = defaultdict(dict)
    for r in rows:
        if r["year"] != last[r["mode"], r["source"]]:
            continue
        status = r["status"]
        if r["end"] < year:
            status = "closed"
        elif r["start"] > year and status == "operating":
            status = "planned"
        if isinstance(r["to"], str):
            cell = ends[r["mode"], status, r["year"], r["from"], r["to"]]
            cell[0] += r["count"]
            cell[1] += [r["capacity"]] if not math.isnan(r["capacity"]) else []
            cell[2] += [r["start"]] if not math.isnan(r["start"]) else []
            cell[3] |= {r.get("operator", "")} - {""}
        else:
            unit = places.get(r["from"], r["from"])
            kept = links[r["mode"], r["name"], r["year"]]
            kept[unit] = [*kept.get(unit, []), (status, r["start"])]
    found = defaultdict(lambda: [0.0, [], [], set()])

    def add(a, b, key, count, capacity, first, operators):
        cell = found[(a, b, *key)]
        cell[0] += count
        cell[1] += capacity
        cell[2] += first
        cell[3] |= operators

    for mode, status, census, a, b in sorted(
        {(m, s, c, *(e if modes[m].directed else sorted(e))) for m, s, c, *e in ends}
    ):
        both = [(a, b)] if modes[mode].directed or a == b else [(a, b), (b, a)]
        cells = [ends[mode, status, census, *e] for e in both if (mode, status, census, *e) in ends]
        sums = [sum(c[1]) for c in cells if c[1]]
        u, v = places.get(a, a), places.get(b, b)
        if u == v and a != b and not modes[mode].within:
            continue
        firsts = [x for c in cells for x in c[2]]
        what = max(c[0] for c in cells), [max(sums)] if sums else [], firsts, set().union(*(c[3] for c in cells))
        add(u, v, (mode, status, census), *what)
        if not modes[mode].directed and u != v:
            add(v, u, (mode, status, census), *what)
    taking_part = defaultdict(set)
    for (mode, name, census), kept in links.items():
        whole = {u: (min(s for s, _ in x), [y for _, y in x if not math.isnan(y)]) for u, x in kept.items()}
        for u in whole:
            taking_part[u, mode].add(name)
        for a, b in itertools.permutations(whole, 2):
            if whole[a][0] == whole[b][0]:
                add(a, b, (mode, whole[a][0], census), 1.0, [], whole[a][1][:1] and [min(whole[a][1])], set())
    pairs = {
        k: (c[0], sum(c[1]) if c[1] else None, len(c[3]) or None, min(c[2]) if c[2] else None) for k, c in found.items()
    }
    return pairs, {k: len(v) for k, v in taking_part.items()}


def as_dicts(pairs, members):
    """Tables of `summed` in the form of `by_hand`."""
    keys = ["unit", "partner", "mode", "status", "year"]
    cells = pairs.set_index(keys)[["count", "capacity", "operators", "first_year"]].astype(object)
    cells = cells.where(cells.notna(), None)
    return (
        dict(zip(cells.index, map(tuple, cells.to_numpy()), strict=True)),
        members.groupby(["unit", "mode"])["count"].sum().to_dict(),
    )
