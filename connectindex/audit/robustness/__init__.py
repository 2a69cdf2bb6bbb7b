"""Robustness: how ranks and scores depend on the assumptions behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.assumptions.methods import Assumption, LeaveOut, VaryMethod, VaryWeights, frozen_problems
from connectindex.assumptions.noise import VaryCounts, VaryErrors, VaryLinks
from connectindex.audit.robustness.engine import drawn
from connectindex.audit.robustness.noisy_data import networks as sampled_networks
from connectindex.audit.robustness.result import Robustness
from connectindex.audit.robustness.sampling import points, require_draws, space
from connectindex.errors import InputError, Problem, require_among, require_kind, require_whole
from connectindex.model.tree import ROOT
from connectindex.pipeline.result import Result, edition_of, measured_of
from connectindex.progress import followed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from connectindex.edition.model import Edition

ASSUMPTIONS = (LeaveOut, VaryCounts, VaryErrors, VaryLinks, VaryMethod, VaryWeights)
# Assumptions varied for an edition without [robustness]: the JRC's usual alternatives of weights.
USUAL: tuple[Assumption, ...] = (VaryWeights(0.25),)


def robustness(
    source: Edition | Result,
    *,
    draws: int | None = None,
    seed: int | None = None,
    vary: Sequence[Assumption] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    workers: int = 1,
    pillars: bool = True,
) -> Robustness:
    """Vary all assumptions together and compute the distribution of scores and ranks over the draws.

    In a panel all years are varied alike; tables describe the last year unless another is named.

    Parameters
    ----------
    source
        A Result, or an edition; its nominal settings are varied.
    draws, seed, vary
        As ``[robustness]`` of the edition says, unless given here; without either, 1,000 draws from
        seed 0 of weights within ±25 %.
    progress
        Function called with a label, the number of draws done, and the number of all draws. In a notebook a
        bar is shown where it is None.
    workers
        Processes (joblib). Inside ``joblib.parallel_config(backend="dask")`` they are those of a Dask cluster.
        The numbers are the same for any number.
    pillars
        False keeps the draws of the index only, for very many units.

    Returns
    -------
    Robustness

    Raises
    ------
    InputError
        A draw cannot be computed; its settings are named.

    Examples
    --------
    >>> import connectindex as ci
    >>> audit = ci.robustness(ci.world(), draws=64, seed=1)
    >>> bool(audit.ranks.loc["CHE", "high"] < audit.ranks.loc["TCD", "low"])
    True
    """
    edition = edition_of(source, "robustness source")
    require_whole("robustness workers", workers, 1)
    _require_assumptions(vary)
    settings = edition.robustness
    number = settings.draws if draws is None else draws
    start = settings.seed if seed is None else seed
    chosen = tuple(vary if vary is not None else settings.vary) or USUAL
    require_draws(number, start, "robustness")
    fixed = frozen_problems(chosen) if edition.methods.scale else []
    if fixed:
        raise InputError(fixed)
    measured = measured_of(source)
    nodes = (ROOT, *(n.id for n in edition.tree.pillars)) if pillars else (ROOT,)
    nominal = drawn(measured, space((), edition.tree), np.zeros((1, 0)), nodes)
    table = pd.DataFrame({n: nominal.scores[n][0] for n in nodes}, index=nominal.index).dropna(how="all")
    cube = space(chosen, edition.tree)
    sampled = sampled_networks(measured, cube)
    with followed(progress) as tell:
        results = drawn(
            measured,
            cube,
            points(cube.dimensions, number, start),
            nodes,
            tell,
            failures=settings.failures,
            workers=workers,
            sampled=sampled,
            rows=table.index,
        )
    if not results.computed.any():
        first = results.failures.iloc[0]
        raise InputError(
            [Problem("robustness", "at least one draw must be computable", first["settings"], first["problem"])]
        )
    return Robustness(measured, chosen, results, start, table, sampled)


def _require_assumptions(vary: object) -> None:
    """Raise where what is to be varied is no sequence of assumptions."""
    hint = "for example [ci.VaryWeights(0.25)]"
    if vary is not None:
        require_kind("robustness vary", vary, (list, tuple), "a list of assumptions", hint)
    for number, assumption in enumerate(vary or ()):  # type: ignore[arg-type, var-annotated]
        require_kind(f"robustness vary {number + 1}", assumption, ASSUMPTIONS, "an assumption", hint)
        if isinstance(assumption, VaryWeights) and not isinstance(assumption.spread, int | float):
            require_among("VaryWeights spread", assumption.spread, ("dirichlet", "simplex"))


__all__ = [
    "LeaveOut",
    "Robustness",
    "VaryCounts",
    "VaryErrors",
    "VaryLinks",
    "VaryMethod",
    "VaryWeights",
    "robustness",
]
