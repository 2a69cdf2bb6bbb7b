"""What if: links opened, closed, added or changed, and the effect on every score and rank."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.assumptions.methods import frozen_problems
from connectindex.audit.robustness import USUAL
from connectindex.audit.robustness.sampling import require_draws
from connectindex.audit.whatif import sentences
from connectindex.audit.whatif.measuring import read_by, variants
from connectindex.audit.whatif.moves import read_moves
from connectindex.audit.whatif.records import Base, matched
from connectindex.audit.whatif.result import WhatIf
from connectindex.audit.whatif.scoring import Question, drawn_scores, nominal_scores
from connectindex.audit.whatif.targets import target
from connectindex.errors import InputError, require_kind
from connectindex.model.dyads import OPERATING
from connectindex.pipeline.result import Result, edition_of, measured_of
from connectindex.progress import followed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pandas import DataFrame

    from connectindex.assumptions.methods import Assumption
    from connectindex.audit.whatif.moves import Moves
    from connectindex.edition.model import Edition
    from connectindex.pipeline.measure import Measured

__all__ = ["WhatIf", "to_target", "what_if"]


def what_if(
    source: Edition | Result,
    links: str | Path | DataFrame | None = None,
    *,
    draws: int | None = None,
    seed: int | None = None,
    vary: Sequence[Assumption] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> WhatIf:
    """Compute new scores and ranks less those of today if links were opened, closed, added or changed.

    Parameters
    ----------
    source
        A Result, or an edition; its links are changed, as of the last year; in the earlier years of a panel they stay.
    links
        A file or table of moves: columns of ``links/*.csv``, and optionally ``action`` (add, open, close,
        change), ``project``, ``cost``. None: the links in the edition's ``projects/``, each as if it were operating.
        An added link counts as operating whatever its status; one whose row names no action, is reported as
        operating, and whose ends are linked in records of that year or later, is passed over as counted
        already.
    draws, seed, vary
        As in `connectindex.robustness`; no draws with ``draws=0``.
    progress
        Function called with a label, the number of steps done, and the number of all steps. In a notebook a
        bar is shown where it is None.

    Returns
    -------
    WhatIf

    Raises
    ------
    InputError
        With every problem of the table; or a draw cannot be computed.

    Examples
    --------
    >>> import connectindex as ci
    >>> import pandas as pd
    >>> railway = pd.DataFrame({"from": ["CHN"], "to": ["KGZ"], "mode": ["rail_crossings"]})
    >>> answer = ci.what_if(ci.world(), railway, draws=0)
    >>> bool(answer.table.loc["KGZ", "change"] > 0)
    True
    """
    edition = edition_of(source, "what_if source")
    if links is not None:
        require_kind("what_if links", links, (str, Path, pd.DataFrame), "a table, or the path of a file")
    settings = edition.robustness
    number = settings.draws if draws is None else draws
    start = settings.seed if seed is None else seed
    require_draws(number, start, "what if", least=0)
    chosen = tuple(vary if vary is not None else settings.vary) or USUAL
    fixed = frozen_problems(chosen, "what if, vary") if edition.methods.scale and number else []
    if fixed:
        raise InputError(fixed)
    measured, base = _today(source)
    moves = read_moves(links, edition)
    matches = matched(base, moves)
    skipped = _skipped(measured, base, moves)
    kept = {name: tuple(m for m in project_moves if m not in skipped) for name, project_moves in moves.projects.items()}
    names = tuple(name for name, project_moves in kept.items() if project_moves)
    plans = [
        *(kept[name] for name in names),
        tuple(sorted(m for project_moves in kept.values() for m in project_moves)),
    ]
    plan_variants = variants(measured, base, moves, plans, matches)
    scores = nominal_scores(measured, base, plan_variants)
    result = WhatIf(measured, base, moves, skipped, names, plan_variants, scores, None, None, ())
    if not number:
        return result
    question = Question(chosen, number, start)
    units_of_plans = [*(result._ends(name) for name in names), np.arange(len(result.units))]  # noqa: SLF001 - its maker
    with followed(progress) as tell:
        before, after = drawn_scores(measured, base, moves, plan_variants, units_of_plans, question, tell)
    return WhatIf(measured, base, moves, skipped, names, plan_variants, scores, question, before, tuple(after))


def check_projects(result: Result) -> None:
    """Check that an edition's projects name records that are there, and units and modes that are known.

    Parameters
    ----------
    result
        From `connectindex.build`; without projects nothing is checked.

    Raises
    ------
    InputError
        With every problem of ``projects/``.

    Examples
    --------
    >>> import connectindex as ci
    >>> check_projects(ci.build(ci.world()))
    """
    edition, year = result.edition, result.edition.about.years[-1]
    if edition.projects is not None and len(edition.projects):
        matched(Base(edition, year, result.network[year]), read_moves(None, edition))


def to_target(
    source: Edition | Result, unit: str, ranks: int, moves: str | Path | DataFrame | None = None, most: int = 150
) -> DataFrame:
    """Find the cheapest one or two moves by which a unit gains ranks: `connectindex.audit.whatif.targets.target`."""
    return target(*_today(source), unit, ranks, moves, most)


def _today(source: Edition | Result) -> tuple[Measured, Base]:
    """All that was measured, and the links of the last year, record by record."""
    edition_of(source, "source")
    measured = measured_of(source)
    year = measured.edition.about.years[-1]
    return measured, Base(measured.edition, year, measured.network[year])


def _skipped(measured: Measured, base: Base, moves: Moves) -> dict[int, str]:
    """Moves that are passed over, and why: no indicator reads them, or they are counted already."""
    readers = read_by(measured)
    linked = base.dyads.operating().pairs
    linked = (
        linked[linked["count"] > 0].groupby(["mode", "unit", "partner"]).agg(year=("year", "max"), n=("count", "sum"))
    )
    reasons: dict[int, str] = {}
    for move, row in moves.table.iterrows():  # over moves of a file
        ends = (row["mode"], base.unit_of[row["from"]], base.unit_of.get(row["to"], ""))
        if not readers[row["mode"]]:
            reasons[int(move)] = sentences.not_read(base.edition.modes[row["mode"]].name or row["mode"])
        elif not row["explicit"] and row["status"] == OPERATING and row["to"] and ends in linked.index:
            census, links = linked.loc[ends, "year"], linked.loc[ends, "n"]
            if census >= row["year"]:
                reasons[int(move)] = sentences.counted_already(int(row["year"]), int(census), float(links))
    return reasons
