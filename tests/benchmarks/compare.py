"""Two vintages compared, with ten thousand draws of both, beside rebuilding the index once a coalition and draw."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import connectindex as ci
from connectindex.audit.compare.game import SOURCES
from connectindex.stages.means import Power

DRAWS, SAMPLE = 10_000, 5


def seconds(step):
    """Time of the second of two runs."""
    step()
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def revalued(edition):
    """The same edition with every second figure newer or revised, and another mean at the top."""
    table = edition.values.table.copy()
    there = table["value"].notna()
    second = there & (table.index % 2 == 0)
    table.loc[second, "value"] *= 1 + (table.index[second] % 7) / 50
    table.loc[second & (table.index % 4 == 0) & (table["year"] < edition.about.years[-1]), "year"] += 1
    table = table.drop_duplicates(["unit", "year", "variable"], keep="last")
    root = replace(edition.methods.rule("index"), aggregation=Power(0.9))
    methods = replace(edition.methods, rules={**edition.methods.rules, "index": root})
    return replace(edition, values=replace(edition.values, table=table), methods=methods)


def compared(label, old, new, **years):
    """Print seconds and the ratio to rebuilding; editions are read before."""
    one = seconds(lambda: [ci.build(old) for _ in range(SAMPLE)]) / SAMPLE
    plain = seconds(lambda: ci.compare(old, new, **years))
    drawn = seconds(lambda: ci.compare(old, new, draws=DRAWS, **years))
    found = ci.compare(old, new, **years)
    size = found.parts["score"].abs()
    active = [s for s in SOURCES if size[s].max() > 1e-9]
    # own and others' data differ from unit to unit, all else is common to all
    rest = 2 ** len([s for s in active if s not in ("own", "others")])
    tables = rest * (2 + 2 * len(found.parts)) if "own" in active else rest
    builds = (tables + 2 * DRAWS) * one
    print(
        f"{label}: split among {', '.join(active)} of {len(found.parts)} units, {tables:,} indices: {plain:.2f} s; ",
        end="",
    )
    print(
        f"with {DRAWS:,} draws of both {drawn:.2f} s; one build {one:.3f} s, so rebuilding one by one {builds:,.0f} s, ",
        end="",
    )
    print(f"{builds / drawn:,.0f} times as long")


def main():
    """Print both lines."""
    panel = ci.read_edition(Path(ci.__file__).parent / "editions" / "panel")
    compared("panel, 2010 and 2023", panel, panel)
    world = ci.world()
    compared("world, with other figures", world, revalued(world))


if __name__ == "__main__":
    main()
