"""Targets: the cheapest one or two moves by which a unit gains ranks, tried out one and all."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.audit.whatif.candidates import candidates, likeliest, member_modes
from connectindex.audit.whatif.measuring import variants
from connectindex.audit.whatif.moves import read_moves
from connectindex.audit.whatif.records import matched
from connectindex.audit.whatif.scoring import nominal_scores
from connectindex.errors import InputError, Problem, did_you_mean, require_whole, shown
from connectindex.model.ranking import ranked_some

if TYPE_CHECKING:
    from pathlib import Path

    from pandas import DataFrame

    from connectindex.audit.whatif.records import Base
    from connectindex.pipeline.measure import Measured

SHOWN = 100
COLUMNS = ("moves", "first", "second", "cost", "change", "rank_before", "rank_after", "gained", "reached")


def target(
    measured: Measured,
    base: Base,
    unit: str,
    ranks: int,
    links: str | Path | DataFrame | None = None,
    most: int = 150,
) -> DataFrame:
    """Find the cheapest single and double moves by which a unit gains at least so many ranks.

    Parameters
    ----------
    unit, ranks
        Who is to gain, and how many places (one that gets from rank 9 to 7 gains two).
    links
        Candidate moves, as `connectindex.audit.whatif.moves.read_moves` takes them; rows of one project are
        one move, and their costs add up. None: one more link of each mode with each plausible partner.
    most
        Of the candidates made so, at most this many, the most plausible.

    Returns
    -------
    DataFrame, the cheapest first, among equals the one that gains most, then by name: ``moves`` (1 or 2),
    ``first``, ``second``, ``cost``, ``change`` of the score, ``rank_before``, ``rank_after``, ``gained``,
    ``reached``. All singles and all pairs of candidates were tried; the first hundred that reach the target
    are listed. Where none does, the one that gains most is returned alone, with ``reached`` False.

    Raises
    ------
    InputError
        The unit is not ranked, or the candidates break rules.
    """
    index = measured.denominated.index
    units = index[index.get_level_values("year") == base.year].get_level_values("unit")
    if unit not in units:
        raise InputError([Problem("target", "must be a scored unit", shown(unit), did_you_mean(unit, units))])
    require_whole("ranks", ranks, 1)
    if links is None:
        moves = likeliest(candidates(base, [unit]), most).moves(member_modes(base))
    else:
        moves = read_moves(links, measured.edition)
    matches = matched(base, moves)
    names = list(moves.projects)
    if not names:
        raise InputError([Problem(f"target {unit}", "has no plausible links to add", "", "name candidates in a file")])
    cost = np.array([moves.table["cost"].iloc[list(project_moves)].sum() for project_moves in moves.projects.values()])
    each: list[tuple[int, ...]] = [(k,) for k in range(len(names))]
    each += list(combinations(range(len(names)), 2))
    moves_by_project = list(moves.projects.values())
    plans = [tuple(sorted(m for k in chosen for m in moves_by_project[k])) for chosen in each]
    at = int(np.flatnonzero(units == unit)[0])
    scores = nominal_scores(measured, base, variants(measured, base, moves, plans, matches))
    if np.isnan(scores[0, at]):
        raise InputError([Problem("target", "must be a ranked unit", shown(unit), "it has no score in this index")])
    place = ranked_some(scores, np.array([at]))[:, 0].astype(int)
    gained = place[0] - place[1:]
    table = pd.DataFrame(
        {
            "moves": [len(c) for c in each],
            "first": [names[c[0]] for c in each],
            "second": [names[c[1]] if len(c) > 1 else "" for c in each],
            "cost": [float(cost[list(c)].sum()) for c in each],
            "change": scores[1:, at] - scores[0, at],
            "rank_before": place[0],
            "rank_after": place[1:],
            "gained": gained,
            "reached": gained >= ranks,
        }
    )
    if not table["reached"].any():
        best = ["gained", "cost", "change", "first", "second"]
        return (
            table.sort_values(best, ascending=[False, True, False, True, True], kind="stable")
            .head(1)
            .reset_index(drop=True)
        )
    order = ["cost", "gained", "first", "second"]
    reached = table[table["reached"]].sort_values(order, ascending=[True, False, True, True], kind="stable")
    return reached.head(SHOWN).reset_index(drop=True)
