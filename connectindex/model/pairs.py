"""Pairs: units that are two ends, with the links between them and the values of both."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.model.coverage import COLUMNS
from connectindex.model.display import Brief
from connectindex.model.dyads import Ends
from connectindex.model.units import END, NO, START, YES, Units
from connectindex.model.values import ESTIMATED, INCOMPLETE, MISSING, NOT_APPLICABLE, REPORTED, Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame, Series

    from connectindex.model.dyads import Dyads

    Positions = NDArray[np.intp]

ALL = "all"
PARTNER, SMALLER, PRODUCT, DIFFERENCE = "partner", "smaller", "product", "difference"
OF = (PARTNER, SMALLER, PRODUCT, DIFFERENCE)
# the worst status of two ends is that of the pair
WORST = (REPORTED, ESTIMATED, INCOMPLETE, MISSING, NOT_APPLICABLE)


@dataclass(frozen=True, eq=False, repr=False)
class Pairs(Brief):
    """Describe which pairs an index compares: those with a hub, or all.

    Parameters
    ----------
    ends
        The units that the pairs join.
    hub
        Code of the unit that every pair has; empty: all pairs of scored units.
    values
        Variables of pairs by their name: the variable of the ends, and how it is combined for the pair, one of `OF`.

    Examples
    --------
    >>> table = pd.DataFrame({"name": list("abc"), "scored": True}, index=pd.Index(list("ABC"), name="unit"))
    >>> list(Pairs(Units(table)).units.codes), list(Pairs(Units(table), "B").units.names)
    (['A-B', 'A-C', 'B-C'], ['a', 'c'])
    """

    ends: Units
    hub: str = ""
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def positions(self) -> tuple[Positions, Positions]:
        """Positions of both ends of each pair in the table of the ends; of a hub it is the first."""
        table = self.ends.table
        scored = np.flatnonzero(table["scored"].to_numpy(dtype=bool))
        if self.hub:
            hub = table.index.get_loc(self.hub)
            partners = scored[scored != hub]
            return np.full(len(partners), hub), partners
        first, second = np.triu_indices(len(scored), k=1)
        return scored[first], scored[second]

    @cached_property
    def units(self) -> Units:
        """The pairs as units: ``A-B``, the names of both, of a hub that of the partner; their groups."""
        table, (a, b) = self.ends.table, self.positions
        codes, names = table.index.to_numpy(dtype=object), table["name"].to_numpy(dtype=object)
        pairs: dict[str, object] = {"name": names[b] if self.hub else names[a] + " – " + names[b], "scored": True}
        for group in self.ends.groups:
            labels = table[group].fillna("").to_numpy(dtype=object)
            pairs[group] = labels[b] if self.hub else _shared_label(labels[a], labels[b])
        for column, of_both in {START: np.fmax, END: np.fmin}.items():  # a pair is there while both its ends are
            if column in table:
                years = table[column].to_numpy(dtype=float, na_value=np.nan)
                pairs[column] = pd.Series(of_both(years[a], years[b])).astype("Int64").array
        return Units(pd.DataFrame(pairs, index=pd.Index(codes[a] + "-" + codes[b], name="unit")))

    def partners(self) -> Series:
        """Return the code of the second end by pair."""
        return pd.Series(self.ends.table.index.to_numpy()[self.positions[1]], index=self.units.codes)


def paired(dyads: Dyads, pairs: Pairs) -> Dyads:
    """Bring links and values of units to pairs: what joins both ends, and what is known of them.

    Parameters
    ----------
    dyads
        Of the units that the pairs join, as of one year.
    pairs
        Which pairs.

    Returns
    -------
    Dyads whose units are the pairs. Links of a directed mode count in both directions; multilateral links are those
    that both ends take part in. That no record joins two ends is a zero where the census looked at one of them.
    """
    index = _Positions(pairs)
    return replace(
        dyads,
        pairs=_links(dyads, index),
        memberships=_shared_memberships(dyads.memberships, index),
        modes={k: replace(mode, absent="zero") for k, mode in dyads.modes.items()},
        coverage=_coverage(dyads, pairs),
        units=pairs.units,
        values=_values(dyads.values, pairs),
        among=None,
        recorded=pd.DataFrame({"mode": [], "unit": []}, dtype=object),
        earlier={year: paired(of_year, replace(pairs, ends=dyads.units)) for year, of_year in dyads.earlier.items()},
        ends=Ends(dyads, *(dyads.units.table.index[p] for p in replace(pairs, ends=dyads.units).positions)),
    )


class _Positions:
    """Look up pairs by the codes of their ends, in either order."""

    def __init__(self, pairs: Pairs) -> None:
        self.codes, self.table = pairs.units.codes, pairs.ends.table.index
        a, b = pairs.positions
        self.size = len(self.table)
        keys = a * self.size + b
        self.order = np.argsort(keys)
        self.keys = keys[self.order]

    def of(self, unit: Series, partner: Series) -> Positions:
        """Position of the pair whose first end is `unit`; -1 where there is none."""
        a, b = self.table.get_indexer(unit), self.table.get_indexer(partner)
        wanted = np.where((a >= 0) & (b >= 0), a * self.size + b, -1)
        at = np.minimum(np.searchsorted(self.keys, wanted), max(len(self.keys) - 1, 0))
        known = (self.keys[at] == wanted) if len(self.keys) else np.zeros(len(wanted), dtype=bool)
        return np.where(known, self.order[at] if len(self.keys) else 0, -1)


def _links(dyads: Dyads, index: _Positions) -> DataFrame:
    """Rows of links by pair; of a directed mode both directions, summed."""
    links = dyads.pairs
    forth = index.of(links["unit"], links["partner"])
    back = index.of(links["partner"], links["unit"])
    directed = links["mode"].isin([m.id for m in dyads.modes.values() if m.directed]).to_numpy(dtype=bool)
    at = np.where(forth >= 0, forth, np.where(directed, back, -1))
    kept = links[at >= 0].assign(unit=index.codes.to_numpy(dtype=object)[at[at >= 0]])
    # the second end, seen from the first
    swapped = (forth < 0)[at >= 0]
    kept["partner"] = np.where(swapped, links["unit"].to_numpy(dtype=object)[at >= 0], kept["partner"])
    both = directed[at >= 0]
    if not both.any():
        return kept
    keys = ["unit", "partner", "mode", "status", "year"]
    # an operator that flies both ways is one, where only numbers of operators are known
    sums = (
        kept[both]
        .groupby(keys, as_index=False, sort=False)
        .agg({"count": "sum", "capacity": _sum, "operators": "max", "first_year": "min"})
    )
    return pd.concat([kept[~both], sums[list(kept.columns)]], ignore_index=True)


def _sum(values: Series) -> float:
    return float(values.sum(min_count=1))


def _shared_memberships(memberships: DataFrame, index: _Positions) -> DataFrame:
    """Multilateral links that both ends of a pair take part in; operating where they are for both."""
    both = memberships.merge(memberships, on=["mode", "name"], suffixes=("", "_b"))
    at = index.of(both["unit"], both["unit_b"])
    shared = both[at >= 0].assign(unit=index.codes.to_numpy(dtype=object)[at[at >= 0]])
    shared["status"] = shared["status"].where(shared["status"] != "operating", shared["status_b"])
    shared["year"] = shared[["year", "year_b"]].max(axis=1)
    return shared[list(memberships.columns)]


def _coverage(dyads: Dyads, pairs: Pairs) -> DataFrame:
    """Where no record is no zero: neither end was looked at, one is known in part, or a mode does not apply to one."""
    codes, (a, b) = dyads.units.table.index, pairs.positions
    parts = []
    for mode in dyads.modes.values():
        status = dyads.of(mode.id).status(codes).to_numpy(dtype=object)
        first, second = status[a], status[b]
        off = (first == NOT_APPLICABLE) | (second == NOT_APPLICABLE)
        partial = (first == INCOMPLETE) | (second == INCOMPLETE)
        unknown = (first == MISSING) & (second == MISSING)
        of_pair = np.where(off, NOT_APPLICABLE, np.where(unknown, MISSING, np.where(partial, INCOMPLETE, REPORTED)))
        chosen = of_pair != REPORTED
        parts.append(
            pd.DataFrame({"mode": mode.id, "unit": pairs.units.codes[chosen], "status": of_pair[chosen]}, dtype=object)
        )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS), dtype=object)


def _values(values: Snapshot, pairs: Pairs) -> Snapshot:
    """Values of pairs from those of both ends."""
    a, b = pairs.positions
    value, status, observed, source = {}, {}, {}, {}
    rank = {name: k for k, name in enumerate(WORST)}
    for name, (variable, how) in pairs.values.items():
        if variable not in values.value.columns:
            continue
        x, states, years, sources = (
            t[variable].to_numpy() for t in (values.value, values.status, values.observed, values.source)
        )
        if how == PARTNER:
            value[name], status[name], observed[name], source[name] = x[b], states[b], years[b], sources[b]
            continue
        low, high = np.minimum(x[a], x[b]), np.maximum(x[a], x[b])  # missing where either is
        value[name] = {SMALLER: low, PRODUCT: x[a] * x[b], DIFFERENCE: high - low}[how]
        codes = np.array([rank[s] for s in states])
        status[name] = np.array(WORST, dtype=object)[np.maximum(codes[a], codes[b])]
        observed[name] = np.minimum(years[a], years[b])
        source[name] = _joined(sources, a, b)
    index = pairs.units.table.index

    def table(columns: Mapping[str, object]) -> DataFrame:
        return pd.DataFrame(columns, index=index).rename_axis(columns="variable")

    return Snapshot(table(value).astype(float), table(status), table(observed).astype(float), table(source))


def _joined(sources: NDArray[np.object_], a: Positions, b: Positions) -> NDArray[np.object_]:
    """Ids of the sources of both ends, each once; few combinations, many pairs."""
    codes, names = pd.factorize(sources)
    combined, distinct = pd.factorize(codes[a] * len(names) + codes[b])
    texts = [
        "; ".join(dict.fromkeys(s for k in divmod(int(d), len(names)) for s in str(names[k]).split("; ") if s))
        for d in distinct
    ]
    return np.asarray(np.array(texts, dtype=object)[combined])


def _shared_label(first: NDArray[np.object_], second: NDArray[np.object_]) -> NDArray[np.object_]:
    """Group of a pair: the label of both, or two in order; ``yes`` where both have it; empty where one is unknown."""
    codes, labels = pd.factorize(np.concatenate([first, second]), sort=True)
    a, b = np.split(codes, 2)
    low, high = np.minimum(a, b), np.maximum(a, b)
    flags = set(labels) <= {YES, NO, ""}

    def label(x: str, y: str) -> str:
        if not x or not y:
            return ""
        if flags:
            return YES if x == y == YES else NO
        return x if x == y else f"{x} – {y}"

    combined, distinct = pd.factorize(low * len(labels) + high)
    texts = [label(*(str(labels[k]) for k in divmod(int(d), len(labels)))) for d in distinct]
    return np.asarray(np.array(texts, dtype=object)[combined])
