"""Measure the indicators under many plans, by their own formulas.

Most formulas look at a unit's own links alone. Then the copies of the units that plans touch can be measured
side by side in one call. Whether a formula is of that kind is tried, not assumed: the copies of untouched units
must come out as they are in the whole world, and so must some of the plans, measured one by one. Else every plan
is measured in a whole world of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.audit.whatif.records import MARK, matched, planned
from connectindex.model.display import Brief
from connectindex.model.units import Units
from connectindex.model.values import Snapshot
from connectindex.pipeline.measure import denominators, of_compared
from connectindex.stages.denominate import denominate, divisors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame, Series

    from connectindex.audit.whatif.moves import Moves
    from connectindex.audit.whatif.records import Base, Plans
    from connectindex.edition.model import Edition
    from connectindex.model.dyads import Dyads
    from connectindex.model.indicator import Indicator
    from connectindex.pipeline.measure import Measured

    Array = NDArray[np.float64]

TRIED = 2  # plans that are measured both ways
TOGETHER = 2_000  # plans that are summed and measured at once
WHOLE = -1  # number of the copies of untouched units


@dataclass(frozen=True, eq=False, repr=False)
class Variants(Brief):
    """Denominated columns under many plans, a variant for each different set of links.

    Parameters
    ----------
    plans
        Moves of each plan.
    columns
        By indicator an array (variants, rows); the first is the edition as it is.
    place
        By indicator the variant of each plan: array (plans).
    """

    plans: tuple[tuple[int, ...], ...]
    columns: dict[str, Array]
    place: dict[str, NDArray[np.intp]]

    def table(self, plan: int, like: DataFrame) -> DataFrame:
        """Build the denominated table of one plan."""
        return like.assign(**{name: c[self.place[name][plan]] for name, c in self.columns.items()})


def read_by(measured: Measured) -> dict[str, list[str]]:
    """List the indicators that read each mode."""
    edition = measured.edition
    return {m: [i.id for i in edition.indicators.values() if m in i.needs] for m in edition.modes}


def variants(
    measured: Measured,
    base: Base,
    moves: Moves,
    plans: Sequence[tuple[int, ...]],
    matches: DataFrame | None = None,
) -> Variants:
    """Measure and denominate the indicators that read what plans change; all others stay as they are.

    Of a panel the links of the last year are changed. `matches` are the records that the moves change, where they are
    known already.
    """
    mode = moves.table["mode"].to_dict()
    values, denominated = measured.values, measured.denominated
    rows = np.flatnonzero(values.index.get_level_values("year") == base.year)
    distinct: dict[tuple[int, ...], None] = {}
    parts: dict[str, list[tuple[int, ...]]] = {}
    for name, indicator in measured.edition.indicators.items():
        read_plans = [tuple(m for m in plan if mode[m] in indicator.needs) for plan in plans]
        parts[name] = read_plans
        distinct |= dict.fromkeys(p for p in read_plans if p)
    different = list(distinct)
    matches = matched(base, moves) if matches is None else matches
    number = {p: k for k, p in enumerate(different)}
    measured_values: dict[str, dict[int, Array]] = {}
    for start in range(0, len(different), TOGETHER):
        chunk = different[start : start + TOGETHER]
        worlds = planned(base, moves, chunk, matches)
        for name, read_plans in parts.items():
            wanted = sorted({number[p] - start for p in read_plans if p and start <= number[p] < start + len(chunk)})
            if wanted:
                off = ~measured.applicable[name].to_numpy(dtype=bool)[rows]
                new = _measured(measured.edition, name, base.dyads, worlds, wanted)
                new[:, off] = np.nan
                measured_values.setdefault(name, {}).update({k + start: v for k, v in zip(wanted, new, strict=True)})
    columns, place = {}, {}
    for name, read_plans in parts.items():
        order = sorted(measured_values.get(name, {}))
        if not order:
            continue
        at = {k: n + 1 for n, k in enumerate(order)}
        wide = np.tile(values[name].to_numpy(dtype=float), (len(order) + 1, 1))
        wide[1:, rows] = np.array([measured_values[name][k] for k in order])
        columns[name] = _denominated(measured, name, wide)
        columns[name][0] = denominated[name].to_numpy(dtype=float)
        place[name] = np.array([at[number[p]] if p else 0 for p in read_plans], dtype=int)
    return Variants(tuple(plans), columns, place)


def changed_measured(measured: Measured, base: Base, moves: Moves, plan: tuple[int, ...]) -> Measured:
    """Measure an edition with the links of one plan, for the draws of an audit."""
    worlds = planned(base, moves, [plan], matched(base, moves))
    network = whole_world(base.dyads, worlds, 0)
    dyads = of_compared(measured.edition, network)
    modes = set(moves.table["mode"].iloc[list(plan)])
    year = measured.values.index.get_level_values("year") == base.year
    indicators = [i for i in measured.edition.indicators.values() if modes & set(i.needs)]
    values = measured.values.copy()
    for i in indicators:
        value = _computed(i, dyads).mask(~measured.applicable[i.id].loc[base.year].reindex(dyads.units.codes))
        values.loc[year, i.id] = value.reindex(values.index[year].get_level_values("unit")).to_numpy()
    per = denominators(measured.edition, measured.dyads)
    names = [i.id for i in indicators]
    denominated, below = measured.denominated.copy(), measured.divisors.copy()
    denominated[names] = denominate(values[names], indicators, per)
    below[names] = divisors(values[names], indicators, per)
    return replace(
        measured,
        values=values,
        denominated=denominated,
        divisors=below,
        dyads={**measured.dyads, base.year: dyads},
        network={**measured.network, base.year: network},
    )


def whole_world(dyads: Dyads, worlds: Plans, plan: int) -> Dyads:
    """Build the links of one plan: the pairs it touches replaced, all others as they are."""
    cells = worlds.cells[worlds.cells["plan"] == plan]
    old, before = dyads.pairs, dyads.memberships
    new = worlds.pairs.loc[worlds.pairs["plan"] == plan, old.columns]
    low, high = np.minimum(old["unit"], old["partner"]), np.maximum(old["unit"], old["partner"])
    hit = pd.MultiIndex.from_arrays([old["mode"], low, high]).isin(pd.MultiIndex.from_frame(cells[["mode", "a", "b"]]))
    members = worlds.memberships.loc[worlds.memberships["plan"] == plan, before.columns]
    changed = pd.MultiIndex.from_frame(before[["mode", "unit"]]).isin(
        pd.MultiIndex.from_frame(members[["mode", "unit"]])
    )
    pairs = _joined(old[~hit], new).sort_values(["mode", "unit", "partner", "status", "year"], kind="stable")
    return replace(
        dyads, pairs=pairs.reset_index(drop=True), memberships=_joined(before[~changed], members).reset_index(drop=True)
    )


def _measured(edition: Edition, name: str, dyads: Dyads, worlds: Plans, wanted: list[int]) -> Array:
    """Values of an indicator under the wanted plans: array (plans, units)."""
    indicator = edition.indicators[name]
    if edition.pairs is not None:
        return np.array([_of_pairs(edition, indicator, dyads, worlds, k) for k in wanted])
    together = _side_by_side(indicator, dyads, worlds, wanted) if len(wanted) > TRIED else None
    if together is not None:
        tried = np.linspace(0, len(wanted) - 1, TRIED).astype(int)
        alone = [_alone(indicator, dyads, worlds, wanted[k]) for k in tried]
        if all(_alike(together[k], a) for k, a in zip(tried, alone, strict=True)):
            return together
    return np.array([_alone(indicator, dyads, worlds, k) for k in wanted])


def _alone(indicator: Indicator, dyads: Dyads, worlds: Plans, plan: int) -> Array:
    return np.asarray(_computed(indicator, whole_world(dyads, worlds, plan)).to_numpy(dtype=float))


def _of_pairs(edition: Edition, indicator: Indicator, dyads: Dyads, worlds: Plans, plan: int) -> Array:
    world = of_compared(edition, whole_world(dyads.of(*indicator.needs), worlds, plan))
    return np.asarray(_computed(indicator, world).to_numpy(dtype=float))


def _side_by_side(indicator: Indicator, dyads: Dyads, worlds: Plans, wanted: list[int]) -> Array | None:
    """Measure on copies of the units touched; None where the copies differ from the whole world."""
    before = _computed(indicator, dyads).to_numpy(dtype=float)
    read = [m for m in indicator.needs if m in dyads.modes]
    cells, touched, taking_part = (
        t[t["plan"].isin(wanted) & t["mode"].isin(read)] for t in (worlds.cells, worlds.pairs, worlds.memberships)
    )
    dyads = replace(dyads.of(*read), modes=dyads.modes)
    units = pd.concat([cells[["plan", c]].rename(columns={c: "unit"}) for c in ("a", "b")]).drop_duplicates()
    every = units[["unit"]].drop_duplicates().assign(plan=WHOLE)
    units = pd.concat([units, every], ignore_index=True)
    # of the pairs seen from each copied unit: those not touched as they are, those touched as they become
    old = units.merge(dyads.pairs, on="unit")
    low, high = np.minimum(old["unit"], old["partner"]), np.maximum(old["unit"], old["partner"])
    hit = pd.MultiIndex.from_arrays([old["plan"], old["mode"], low, high]).isin(
        pd.MultiIndex.from_frame(cells[["plan", "mode", "a", "b"]])
    )
    pairs = _joined(old[~hit], touched.reindex(columns=old.columns))
    members = units.merge(dyads.memberships, on="unit")
    keys = ["plan", "mode", "unit"]
    changed = pd.MultiIndex.from_frame(members[keys]).isin(pd.MultiIndex.from_frame(taking_part[keys]))
    memberships = _joined(members[~changed], taking_part.reindex(columns=members.columns))
    computed = _computed(indicator, _stacked(dyads, units, pairs, memberships))
    codes = computed.index.to_series().str.partition(MARK)
    plan, unit = codes[0].astype(int).to_numpy(), dyads.units.codes.get_indexer(codes[2])
    untouched = plan == WHOLE
    if not _alike(computed.to_numpy(dtype=float)[untouched], before[unit[untouched]]):
        return None
    out = np.tile(before, (len(wanted), 1))
    place = {p: k for k, p in enumerate(wanted)}
    row = np.array([place[p] for p in plan[~untouched]], dtype=int)
    out[row, unit[~untouched]] = computed.to_numpy(dtype=float)[~untouched]
    return out


def _stacked(dyads: Dyads, units: DataFrame, pairs: DataFrame, memberships: DataFrame) -> Dyads:
    """Copies of units as one world; the places they are linked with are no units there."""
    unit_codes, other = _tag(units, "unit"), _tag(pairs, "partner")
    scored = units["unit"].isin(dyads.units.codes).to_numpy()
    guests = pd.DataFrame({"code": other, "unit": pairs["partner"]}).drop_duplicates()
    guests = guests[~guests["code"].isin(unit_codes)]
    code = pd.Index([*unit_codes, *guests["code"]], name="unit")
    plain = pd.Index([*units["unit"], *guests["unit"]])
    table = dyads.units.table.reindex(plain).set_axis(code)
    table["scored"] = np.concatenate([scored, np.zeros(len(guests), dtype=bool)])
    values = dyads.values
    snapshot = Snapshot(
        *(t.reindex(plain).set_axis(code) for t in (values.value, values.status, values.observed, values.source))
    )
    known = pd.DataFrame({"code": code, "unit": plain})
    coverage = dyads.coverage.merge(known, on="unit").assign(unit=lambda t: t["code"]).drop(columns="code")
    return replace(
        dyads,
        pairs=pairs.assign(unit=_tag(pairs, "unit"), partner=other).drop(columns="plan"),
        memberships=memberships.assign(unit=_tag(memberships, "unit")).drop(columns="plan"),
        coverage=coverage,
        units=Units(table),
        values=snapshot,
    )


def _tag(table: DataFrame, column: str) -> Series:
    return (table["plan"].astype(int).astype(str) + MARK + table[column].astype(str)).astype(object)


def _joined(kept: DataFrame, new: DataFrame) -> DataFrame:
    parts = [p for p in (kept, new) if len(p)]
    return pd.concat(parts, ignore_index=True) if parts else kept


def _computed(indicator: Indicator, dyads: Dyads) -> Series:
    if indicator.compute is None:
        return dyads.value(str(indicator.variable))
    return indicator.compute(dyads).reindex(dyads.units.codes).astype(float)


def _alike(a: Array, b: Array) -> bool:
    return bool(np.allclose(a, b, rtol=1e-12, atol=0, equal_nan=True))


def _denominated(measured: Measured, name: str, wide: Array) -> Array:
    """Columns of an indicator, divided: array (variants, rows)."""
    indicator = measured.edition.indicators[name]
    if not indicator.shrink:
        return np.asarray(wide / measured.divisors[name].to_numpy(dtype=float))
    per, index = denominators(measured.edition, measured.dyads), measured.values.index
    # the value towards which a rate is shrunk depends on all counts, so each variant has its own
    return np.array([denominate(pd.DataFrame({name: c}, index=index), [indicator], per)[name].to_numpy() for c in wide])
