"""What the tables of convergence say, in sentences that claim no more than the intervals carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.audit.coherence.findings import number, probability
from connectindex.audit.convergence.clubs import CRITICAL

if TYPE_CHECKING:
    from collections.abc import Hashable

    from connectindex.audit.convergence import Convergence


def sentences(of: Convergence) -> tuple[str, ...]:
    """One sentence, or two, for each table that is not empty."""
    said = (_beta(of), _sigma(of), _theil(of), _clubs(of))
    return tuple(s for s in said if s)


def _beta(of: Convergence) -> str:
    if of.beta.empty or of.beta.loc["all", "slope"] != of.beta.loc["all", "slope"]:
        return ""
    row = of.beta.loc["all"]
    interval = f"slope {row['slope']:.4f}, 95 % interval {row['low_95']:.4f} to {row['high_95']:.4f}"
    head = f"From {row['first_year']} to {row['last_year']}, over {row['n']} units, "
    if row["low_95"] <= 0 <= row["high_95"]:
        return f"{head}growth and the level at the start do not go together with certainty ({interval})."
    if row["slope"] > 0:
        return f"{head}those that started higher gained more ({interval})."
    speed = f": a speed of {100 * row['speed']:.1f} % a year" if row["speed"] == row["speed"] else ""
    return (
        f"{head}those that started lower gained more ({interval}){speed}. Chance errors in the first year's scores make"
        " such a slope too; the spread tells more."
    )


def _sigma(of: Convergence) -> str:
    if of.sigma_test.empty:
        return ""
    row = of.sigma_test.loc["score"]
    if row["ratio"] != row["ratio"]:
        return ""
    first, last = of.sigma["sd"].iloc[0], of.sigma["sd"].iloc[-1]
    moved = (
        f"The standard deviation of “{of.course.name}” was {number(first)} in {row['first_year']} and {number(last)} in"
        f" {row['last_year']}"
    )
    tested = f"ratio {number(row['ratio'], 1)}, interval {number(row['low'], 1)} to {number(row['high'], 1)}"
    if row["low"] <= 1 <= row["high"]:
        return f"{moved}: no change that could be told from chance ({tested}, {probability(row['p'])})."
    return f"{moved}: scores lie {'closer together' if row['ratio'] < 1 else 'further apart'} ({tested})."


def _theil(of: Convergence) -> str:
    if of.inequality.empty or not of.group:
        return ""
    share = of.inequality["between_share"]

    def said(year: Hashable) -> str:
        return f"{100 * share[year]:.0f} % in {year}"

    years = list(share.dropna().index)
    if not years:
        return ""
    over = said(years[0]) if len(years) == 1 else f"{said(years[0])}, {said(years[-1])}"
    return f"Of the inequality of scores (Theil), the differences between the groups of “{of.group}” make up {over}."


def _clubs(of: Convergence) -> str:
    if of.clubs.empty:
        return ""
    t = of.clubs.loc["all", "t"]
    tested = f"t = {number(t, CRITICAL)}"
    if t > CRITICAL:
        return f"The log t test does not reject that all {of.clubs.loc['all', 'n']} units come together ({tested})."
    n = int((~of.clubs.index.isin(["all", "none"])).sum())
    alone = int(of.clubs["n"].get("none", 0))
    rest = f"; {alone} units belong to none" if alone else ""
    if not n:
        return f"The log t test rejects that all units come together ({tested}), and finds no clubs."
    return (
        f"The log t test rejects that all units come together ({tested}); it finds {n} {'club' if n == 1 else 'clubs'}"
        f" whose members do not drift apart{rest}."
    )
