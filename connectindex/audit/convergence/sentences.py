"""Sentences on the tables of convergence, within what the intervals support."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.audit.convergence.beta import LOG
from connectindex.audit.convergence.clubs import CRITICAL
from connectindex.audit.convergence.sigma import RANKS
from connectindex.model.figures import percentage, rounded
from connectindex.model.words import Commas, Words, phrase, phrase_n, probability
from connectindex.model.words import sentences as joined

if TYPE_CHECKING:
    from pandas import Series

    from connectindex.audit.convergence import Convergence


def of_convergence(of: Convergence) -> tuple[Words, ...]:
    """Write one sentence, or two, for each table that is not empty."""
    optional = (_beta(of), _sigma(of), _theil(of), _clubs(of))
    return tuple(s for s in optional if s is not None)


def _beta(of: Convergence) -> Words | None:
    if of.beta.empty or of.beta.loc["all", "slope"] != of.beta.loc["all", "slope"]:
        return None
    row = of.beta.loc["all"]
    fact = {
        "first": int(row["first_year"]),
        "last": int(row["last_year"]),
        "n": int(row["n"]),
        "slope": rounded(row["slope"], decimals=4),
        "low": rounded(row["low_95"], decimals=4),
        "high": rounded(row["high_95"], decimals=4),
    }
    if row["low_95"] <= 0 <= row["high_95"]:
        return phrase(
            (
                "From {first} to {last}, over {n} {many}, growth is not significantly related to the "
                "initial level (slope {slope}, 95% interval {low} to {high})."
            ),
            **fact,
        )
    if row["slope"] > 0:
        return phrase(
            (
                "From {first} to {last}, over {n} {many}, those with higher initial levels gained more "
                "(slope {slope}, 95% interval {low} to {high})."
            ),
            **fact,
        )
    speed = ""
    if row["speed"] == row["speed"]:
        speed = _speed(row)
    return joined(
        phrase(
            (
                "From {first} to {last}, over {n} {many}, those with lower initial levels gained more "
                "(slope {slope}, 95% interval {low} to {high})."
            ),
            **fact,
        ),
        speed,
        phrase(
            "Measurement error in the first year's scores produces such a slope as well; the change in spread is "
            "more informative."
        ),
    )


def _speed(row: Series) -> Words:
    """Describe the speed of convergence together with the change of the spread, which need not follow from it."""
    fact = {"speed": percentage(row["speed"], 1), "ratio": rounded(row["sd_ratio"], 1)}
    if row["growth"] == LOG:
        return phrase(
            (
                "On average the distance of {many} from the mean of the logarithms shrank by {speed} per "
                "year, before new shocks; the standard deviation of the logarithms changed by a factor of "
                "{ratio}."
            ),
            **fact,
        )
    return phrase(
        (
            "On average the distance of {many} from the mean shrank by {speed} per year, before new "
            "shocks; the standard deviation changed by a factor of {ratio}."
        ),
        **fact,
    )


def _sigma(of: Convergence) -> Words | None:
    if of.sigma_test.empty:
        return None
    row = of.sigma_test.loc["score"]
    if row["ratio"] != row["ratio"]:
        return None
    moved = phrase(
        "The standard deviation of “{name}” was {one} in {first} and {other} in {last}.",
        name=of.course.name,
        one=rounded(of.sigma["sd"].iloc[0]),
        first=int(row["first_year"]),
        other=rounded(of.sigma["sd"].iloc[-1]),
        last=int(row["last_year"]),
    )
    fact = {"ratio": rounded(row["ratio"], 1), "low": rounded(row["low"], 1), "high": rounded(row["high"], 1)}
    if row["low"] <= 1 <= row["high"]:
        test = phrase(
            "The change is not statistically significant (ratio {ratio}, interval {low} to {high}, {p}).",
            p=probability(row["p"]),
            **fact,
        )
    elif row["test"] == RANKS:
        closer = phrase(
            "A test on ranks finds the values closer together (ratio of spreads {ratio}, interval {low} to {high}).",
            **fact,
        )
        apart = phrase(
            "A test on ranks finds the values further apart (ratio of spreads {ratio}, interval {low} to {high}).",
            **fact,
        )
        test = closer if row["high"] < 1 else apart
    elif row["ratio"] < 1:
        test = phrase("Scores have moved closer together (ratio {ratio}, interval {low} to {high}).", **fact)
    else:
        test = phrase("Scores have moved further apart (ratio {ratio}, interval {low} to {high}).", **fact)
    return joined(moved, test)


def _theil(of: Convergence) -> Words | None:
    if of.inequality.empty or not of.group:
        return None
    share = of.inequality["between_share"].dropna()
    if share.empty:
        return None
    ends = list(dict.fromkeys((share.index[0], share.index[-1])))
    each = Commas(phrase("{share} in {year}", share=percentage(share[y]), year=int(y)) for y in ends)
    return phrase(
        "Of the inequality of scores (Theil index), differences between the groups of “{group}” account for {shares}.",
        group=of.group,
        shares=each,
    )


def _clubs(of: Convergence) -> Words | None:
    if of.clubs.empty:
        return None
    t = rounded(of.clubs.loc["all", "t"], CRITICAL)
    if of.clubs.loc["all", "t"] > CRITICAL:
        return phrase(
            "The log t test does not reject the convergence of all {n} {many} (t = {t}).",
            n=int(of.clubs.loc["all", "n"]),
            t=t,
        )
    n = int((~of.clubs.index.isin(["all", "none"])).sum())
    alone = int(of.clubs["n"].get("none", 0))
    if not n:
        return phrase("The log t test rejects the convergence of all {many} (t = {t}) and finds no clubs.", t=t)
    sentence = phrase_n(
        "The log t test rejects the convergence of all {many} (t = {t}); it finds {number} convergence club.",
        "The log t test rejects the convergence of all {many} (t = {t}); it finds {number} convergence clubs.",
        n,
        t=t,
    )
    if not alone:
        return sentence
    return joined(
        sentence, phrase_n("Outside all clubs: {number} {one}.", "Outside all clubs: {number} {many}.", alone)
    )
