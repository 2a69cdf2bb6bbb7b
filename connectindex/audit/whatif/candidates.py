"""Candidates: links that could be added next, one at a time, derived from the existing links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.audit.whatif.moves import Moves
from connectindex.edition.projects import ADD
from connectindex.model.values import NOT_APPLICABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame

    from connectindex.audit.whatif.records import Base
    from connectindex.edition.model import Edition

HOST, COMMON = 0.9, 0.25


@dataclass(frozen=True, eq=False)
class Candidates:
    """Links that could be added: ``unit``, ``partner``, ``mode``, ``links`` (of the pair in the mode, today), ``modes``
    (other modes that join the pair)."""  # noqa: D209

    table: DataFrame

    def moves(self, members: Sequence[str]) -> Moves:
        """Make one move of each candidate; in modes of multilateral links a new link of two members."""
        t = self.table
        number = np.arange(len(t))
        name = [f"{mode} {u} - {p}" for u, p, mode in t[["unit", "partner", "mode"]].itertuples(index=False)]
        plain = pd.DataFrame(
            {
                "project": name,
                "action": ADD,
                "explicit": True,
                "from": t["unit"].to_numpy(),
                "to": t["partner"].to_numpy(),
                "mode": t["mode"].to_numpy(),
                "name": "",
                "operator": "",
                "count": 1.0,
                "capacity": np.nan,
                "status": "",
                "year": np.nan,
                "start": np.nan,
                "cost": 1.0,
                "place": name,
            },
            index=number,
        )
        many = plain["mode"].isin(members)
        if not many.any():
            return Moves(plain)
        both = plain[many].assign(name="new " + plain["project"][many], to="")
        ends = pd.concat([both, both.assign(**{"from": plain["to"][many]})])
        return Moves(pd.concat([plain[~many], ends]).sort_index(kind="stable").reset_index(drop=True))


def counted_modes(edition: Edition) -> list[str]:
    """List modes whose links an indicator counts: the first it needs, or all that it reads as one network.

    What else an indicator reads (land borders under the share of neighbours reached) is what it counts against.
    """
    counted = []
    for i in edition.indicators.values():
        modes = [n for n in i.needs if n in edition.modes]
        counted += modes if i.together else modes[:1]
    return [m for m in edition.modes if m in counted]


def candidates(base: Base, units: Sequence[str]) -> Candidates:
    """List one more link of each counted mode with each plausible partner of these units.

    Plausible is a partner with links of the mode already, or one the pattern of the links speaks for: where
    another mode joins nine in ten of the pairs that a mode joins (land borders those of road crossings), the
    partners joined by it; else those joined by any other mode. Modes that join more than a quarter of all pairs
    say nothing of a pair and are passed over. Units to which a mode does not apply have none.
    """
    dyads, edition = base.dyads, base.edition
    pairs = dyads.operating().pairs
    pairs = pairs[(pairs["count"] > 0) & (pairs["unit"] != pairs["partner"])]
    linked = pairs.groupby(["unit", "partner", "mode"])["count"].sum().unstack("mode", fill_value=0.0)
    joined = linked.gt(0)
    n = len(dyads.units.table)
    telling = [m for m in joined.columns if joined[m].sum() <= COMMON * n * (n - 1)]
    parts = []
    for mode in [m for m in counted_modes(edition) if m in joined.columns]:
        others = [m for m in telling if m != mode]
        share = joined.loc[joined[mode], others].mean()
        hosts = [m for m in others if share[m] >= HOST]
        likely = joined[hosts].all(axis=1) if hosts else joined[others].any(axis=1)
        coverage = dyads.coverage
        off = coverage.loc[(coverage["mode"] == mode) & (coverage["status"] == NOT_APPLICABLE), "unit"]
        chosen = joined.index[(likely | joined[mode]) & joined.index.get_level_values("unit").isin(units)]
        part = chosen.to_frame(index=False).assign(mode=mode, links=linked.loc[chosen, mode].to_numpy())
        part["modes"] = joined.loc[chosen, others].sum(axis=1).to_numpy()
        parts.append(part[~part["unit"].isin(off) & ~part["partner"].isin(off)])
    columns = ["unit", "partner", "mode", "links", "modes"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return Candidates(table[columns])


def nearest(candidate_links: Candidates) -> Candidates:
    """Select the best candidate of each unit and mode: a new partner joined by most other modes, else the main one."""
    t = candidate_links.table.assign(new=candidate_links.table["links"] == 0)
    order = ["unit", "mode", "new", "modes", "links", "partner"]
    best = t.sort_values(order, ascending=[True, True, False, False, False, True], kind="stable")
    return Candidates(best.drop_duplicates(["unit", "mode"]).drop(columns="new").reset_index(drop=True))


def likeliest(candidate_links: Candidates, most: int) -> Candidates:
    """Select at most so many candidates: new partners joined by most other modes first, in turn over the modes."""
    t = candidate_links.table.assign(new=candidate_links.table["links"] == 0)
    t = t.sort_values(["new", "modes", "links", "partner"], ascending=[False, False, False, True], kind="stable")
    turn = t.groupby("mode").cumcount()
    kept = t.assign(turn=turn).sort_values(["turn", "mode"], kind="stable").head(most)
    return Candidates(kept.sort_values(["mode", "partner"], kind="stable")[list(candidate_links.table.columns)])


def member_modes(base: Base) -> list[str]:
    """List the modes of multilateral links."""
    return sorted(base.dyads.memberships["mode"].unique())
